package dev.hushkey.settings;

import com.sun.source.doctree.AttributeTree;
import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.util.SimpleDocTreeVisitor;
import java.util.regex.Pattern;

/** Javadoc as Markdown: code, links and paragraphs, which is all that descriptions use. */
final class JavadocMarkdown extends SimpleDocTreeVisitor<Void, StringBuilder> {

  private static final Pattern ADR = Pattern.compile("docs/(adr/0*(\\d+)-[\\w-]+\\.md)");
  private static final Pattern PAGE = Pattern.compile("docs/([\\w-]+\\.md)");

  private String address = "";

  private JavadocMarkdown() {}

  /** One line a paragraph, an empty line between two; paths of our own pages become links. */
  static String of(DocCommentTree comment) {
    StringBuilder text = new StringBuilder();
    JavadocMarkdown visitor = new JavadocMarkdown();
    comment.getFullBody().forEach(part -> visitor.visit(part, text));
    String lines = text.toString().replaceAll("[ \\n]*\\n\\n[ \\n]*", "\u0000");
    String plain = lines.replaceAll("\\s+", " ").replace("\u0000", "\n\n").strip();
    String linked = ADR.matcher(plain).replaceAll("[ADR $2]($1)");
    return PAGE.matcher(linked).replaceAll("[$1]($1)");
  }

  @Override
  public Void visitText(TextTree tree, StringBuilder text) {
    text.append(tree.getBody().replaceAll("\\n\\s*", "\n").replace("\n\n", "\n"));
    return null;
  }

  @Override
  public Void visitLiteral(LiteralTree tree, StringBuilder text) {
    text.append('`').append(tree.getBody().getBody().replaceAll("\\s+", " ").strip()).append('`');
    return null;
  }

  @Override
  public Void visitLink(LinkTree tree, StringBuilder text) {
    text.append('`').append(tree.getReference().getSignature()).append('`');
    return null;
  }

  @Override
  public Void visitStartElement(StartElementTree tree, StringBuilder text) {
    switch (tree.getName().toString()) {
      case "p" -> text.append("\n\n");
      case "a" -> {
        AttributeTree link = (AttributeTree) tree.getAttributes().getFirst();
        address = link.getValue().getFirst().toString();
        text.append('[');
      }
      default -> throw new AssertionError("cannot show <" + tree.getName() + ">");
    }
    return null;
  }

  @Override
  public Void visitEndElement(EndElementTree tree, StringBuilder text) {
    text.append("](").append(address).append(')');
    return null;
  }

  @Override
  protected Void defaultAction(DocTree part, StringBuilder text) {
    throw new AssertionError("cannot show " + part.getKind() + " " + part);
  }
}
