package dev.hushkey.assistant;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.settings.Mistakes;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** All assistants of this installation. Made once, at the start, from validated settings. */
@Startup
@Singleton
public class Assistants {

  private static final Logger LOG = Logger.getLogger(Assistants.class);

  private final Map<AssistantId, Assistant> byId;
  private final Map<String, Assistant> byClientId;

  @Inject
  Assistants(AssistantSettings settings) {
    this(new AssistantReader(new Mistakes(true)).read(settings.assistants()));
    LOG.infof("Assistants: %s", new TreeSet<>(byId.keySet()));
  }

  /** For tests, which supply their own. */
  public Assistants(List<Assistant> all) {
    byId = index(all, Assistant::id);
    byClientId = index(all, assistant -> assistant.client().id());
  }

  private static <K> Map<K, Assistant> index(List<Assistant> all, Function<Assistant, K> key) {
    return all.stream().collect(Collectors.toUnmodifiableMap(key, Function.identity()));
  }

  /** The assistant of this id, if there is one; also one that only stands in for it in a drill. */
  public Optional<Assistant> find(AssistantId id) {
    Optional<Assistant> real = Optional.ofNullable(byId.get(id.real()));
    return id.isInDrill() ? real.map(Assistant::inDrill) : real;
  }

  /**
   * The assistant of this id.
   *
   * @throws FailureException {@link Failure.NotFound} when it is not configured
   */
  public Assistant require(AssistantId id) {
    return find(id).orElseThrow(() -> new FailureException(new Failure.NotFound("assistant")));
  }

  /** The assistant that uses this client id, RFC 6749 §2.2. */
  public Optional<Assistant> byClientId(String clientId) {
    return clientId == null ? Optional.empty() : Optional.ofNullable(byClientId.get(clientId));
  }

  /** All of them, in no particular order. */
  public Collection<Assistant> all() {
    return byId.values();
  }
}
