package dev.hushkey.settings;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The Javadoc of interfaces of settings, read from their sources by the compiler itself. */
final class SettingDocs {

  private static final Path SOURCES = Path.of("src/main/java");

  private final Map<String, String> bySimpleName = new HashMap<>();
  private final Map<Path, Boolean> read = new HashMap<>();

  /** What is said about an interface. */
  String of(Class<?> settings) {
    return find(settings, settings.getSimpleName());
  }

  /** What is said about a setting or a group. */
  String of(Method setting) {
    Class<?> settings = setting.getDeclaringClass();
    return find(settings, settings.getSimpleName() + "." + setting.getName());
  }

  private String find(Class<?> settings, String name) {
    Class<?> outermost = settings;
    while (outermost.getEnclosingClass() != null) {
      outermost = outermost.getEnclosingClass();
    }
    String room = outermost.getPackageName() + ".";
    Path source = SOURCES.resolve(outermost.getName().replace('.', '/') + ".java");
    read.computeIfAbsent(source, file -> readAll(file, room));
    String text = bySimpleName.get(room + name);
    if (text == null) {
      throw new AssertionError(room + name + " has no Javadoc, so nobody can know what it is for");
    }
    return text;
  }

  private boolean readAll(Path source, String room) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
      Comments comments = new Comments(DocTrees.instance(task), room);
      for (CompilationUnitTree unit : task.parse()) {
        comments.scan(unit, null);
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Comments extends TreePathScanner<Void, Void> {

    private final DocTrees trees;
    private final String room;
    private String type = "";

    Comments(DocTrees trees, String room) {
      this.trees = trees;
      this.room = room;
    }

    @Override
    public Void visitClass(ClassTree tree, Void nothing) {
      String outer = type;
      type = tree.getSimpleName().toString();
      keep(type);
      super.visitClass(tree, nothing);
      type = outer;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree tree, Void nothing) {
      keep(type + "." + tree.getName());
      return null;
    }

    private void keep(String name) {
      DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
      if (comment != null) {
        bySimpleName.put(room + name, JavadocMarkdown.of(comment));
      }
    }
  }
}
