package dev.hushkey.chart;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** helm/hushkey, rendered by Helm itself, without a cluster. */
public final class Chart {

  static final Path DIRECTORY = Path.of("helm/hushkey");
  static final String RELEASE = "hk";
  static final String NAMESPACE = "voice";

  /** Release {@code hk} of chart {@code hushkey}. */
  static final String FULL_NAME = "hk-hushkey";

  /** The newest Kubernetes that the tests know. */
  static final String KUBERNETES = "1.37.0";

  private static final String HOOK = "helm.sh/hook";
  private static final String SHOWN_HOOK = "shown-helm.sh/hook";

  /**
   * A copy whose hooks are no hooks to Helm: the library renders no hooks. Their annotations get
   * their names back in what is rendered.
   */
  private static final Path COPY = copy();

  /** The variants as they are, which many tests ask for. */
  private static final Map<ChartVariant, String> PLAIN = new ConcurrentHashMap<>();

  private Chart() {}

  /** Of a variant, with these values over it, in YAML. */
  public static List<Rendered> render(ChartVariant variant, String... values) {
    return objects(text(variant, values));
  }

  /** Of the smallest installation, with these values over it. */
  public static List<Rendered> render(String... values) {
    return render(ChartVariant.MINIMAL, values);
  }

  static String text(ChartVariant variant, String... values) {
    return values.length == 0
        ? PLAIN.computeIfAbsent(variant, each -> rendered(each))
        : rendered(variant, values);
  }

  private static String rendered(ChartVariant variant, String... values) {
    return inFiles(
        variant,
        values,
        files -> {
          TemplateCommand command = new Helm(COPY).template();
          files.forEach(command::withValuesFile);
          return command
              .withName(RELEASE)
              .withNamespace(NAMESPACE)
              .withKubeVersion(KUBERNETES)
              .call()
              .replace(SHOWN_HOOK, HOOK);
        });
  }

  /** What {@code helm install} prints at the end. */
  static String notes(String... values) {
    return inFiles(
        ChartVariant.MINIMAL,
        values,
        files -> {
          var command = new Helm(DIRECTORY).install();
          files.forEach(command::withValuesFile);
          String output =
              command
                  .clientOnly()
                  .dryRun()
                  .withDryRunOption(DryRun.CLIENT)
                  .withName(RELEASE)
                  .withNamespace(NAMESPACE)
                  .withKubeVersion(KUBERNETES)
                  .call()
                  .getOutput();
          return output.substring(output.indexOf("NOTES:"));
        });
  }

  private interface Command {
    String call(List<Path> files);
  }

  private static String inFiles(ChartVariant variant, String[] values, Command command) {
    List<Path> files = new ArrayList<>(variant.files());
    Path over = null;
    try {
      if (values.length > 0) {
        over =
            Files.writeString(Files.createTempFile("values", ".yaml"), String.join("\n", values));
        files.add(over);
      }
      return command.call(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(over);
    }
  }

  private static void delete(Path tree) {
    if (tree == null || !Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every variant as a file of a directory, which is emptied first. */
  static void renderInto(Path directory) throws IOException {
    delete(directory);
    Files.createDirectories(directory);
    for (ChartVariant variant : ChartVariant.values()) {
      Files.writeString(directory.resolve(variant.fileName() + ".yaml"), text(variant));
    }
  }

  static List<Rendered> objects(String text) {
    List<Rendered> objects = new ArrayList<>();
    for (Object document : yaml().loadAll(text)) {
      if (document instanceof Map<?, ?> object) {
        objects.add(new Rendered(object));
      }
    }
    return objects;
  }

  /** Refuses a name that is there twice, of which other parsers take one or the other. */
  static Yaml yaml() {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    return new Yaml(new SafeConstructor(strict));
  }

  private static Path copy() {
    Path copy = Path.of("target/chart/source/hushkey");
    delete(copy);
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(DIRECTORY.relativize(file));
        Files.createDirectories(target.getParent());
        Files.writeString(target, Files.readString(file).replace(HOOK, SHOWN_HOOK));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
