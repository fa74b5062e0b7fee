package dev.hushkey.stack.bench.load;

import java.awt.Dimension;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.w3c.dom.Document;

/** Latency against offered load, as a picture that a page can show. */
public final class Plot {

  private static final int WIDTH = 800;
  private static final int HEIGHT = 480;
  private static final String SVG = "http://www.w3.org/2000/svg";

  private final XYChart chart;

  public Plot(String title) {
    // a picture needs no screen
    System.setProperty("java.awt.headless", "true");
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("offered requests per second")
            .yAxisTitle("latency of good answers, ms")
            .build();
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
  }

  /** A line for a quantile of these results; those without a good answer have no point. */
  public void add(String name, List<Arrivals.Result> results, double quantile) {
    List<Arrivals.Result> told =
        results.stream().filter(result -> result.millis().length > 0).toList();
    chart.addSeries(
        name,
        told.stream().mapToDouble(Arrivals.Result::offered).toArray(),
        told.stream().mapToDouble(result -> result.quantile(quantile)).toArray());
  }

  /** Writes it as SVG. */
  public void write(Path file) throws IOException {
    SVGGraphics2D graphics = new SVGGraphics2D(document());
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (Writer out = Files.newBufferedWriter(file)) {
      graphics.stream(out, true);
    }
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVG, "svg", null);
    } catch (ParserConfigurationException cannotBe) {
      throw new IllegalStateException(cannotBe);
    }
  }
}
