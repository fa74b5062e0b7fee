package dev.hushkey.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A rendered object of Kubernetes. */
public record Rendered(Map<?, ?> content) {

  String kind() {
    return (String) content.get("kind");
  }

  String name() {
    return text("metadata.name");
  }

  String id() {
    return kind() + "/" + name();
  }

  /** By names and positions in lists, such as {@code spec.ports.0.port}; null where nothing is. */
  Object at(String path) {
    Object at = content;
    for (String part : path.split("\\.")) {
      at =
          switch (at) {
            case Map<?, ?> map -> map.get(part);
            case List<?> list -> list.get(Integer.parseInt(part));
            case null -> null;
            default -> throw new AssertionError(part + " of " + path + " in " + at);
          };
    }
    return at;
  }

  public String text(String path) {
    return (String) at(path);
  }

  List<?> list(String path) {
    Object list = at(path);
    return list == null ? List.of() : (List<?>) list;
  }

  public Map<Object, Object> map(String path) {
    Object map = at(path);
    return map == null ? Map.of() : new LinkedHashMap<>((Map<?, ?>) map);
  }

  /** An entry of a map whose name may have dots. */
  Object entry(String path, String name) {
    return map(path).get(name);
  }

  /** Its pod, of a Pod itself or of a template. */
  public Rendered pod() {
    Map<?, ?> template = kind().equals("Pod") ? content : map("spec.template");
    return new Rendered(
        Map.of("kind", id(), "metadata", template.get("metadata"), "spec", template.get("spec")));
  }

  boolean hasPods() {
    return List.of("Pod", "Job", "Deployment").contains(kind());
  }

  /** Every container, those that run before included. */
  List<Rendered> containers() {
    List<Rendered> containers = new ArrayList<>();
    for (String list : List.of("spec.initContainers", "spec.containers")) {
      pod().list(list).forEach(one -> containers.add(new Rendered((Map<?, ?>) one)));
    }
    return containers;
  }

  public static Rendered one(List<Rendered> objects, String kind, String name) {
    return objects.stream()
        .filter(object -> object.kind().equals(kind) && object.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no " + kind + " " + name + " among " + ids(objects)));
  }

  static List<String> ids(List<Rendered> objects) {
    return objects.stream().map(Rendered::id).toList();
  }
}
