package dev.hushkey.fuzz;

import dev.hushkey.account.connected.ConnectedFuzz;
import dev.hushkey.account.consent.ConsentFuzz;
import dev.hushkey.account.login.LoginFuzz;
import dev.hushkey.account.page.PageFuzz;
import dev.hushkey.account.turn.TurnFuzz;
import dev.hushkey.admin.AdminFuzz;
import dev.hushkey.alexa.acceptgrant.AcceptGrantFuzz;
import dev.hushkey.alexa.applink.AppLinkFuzz;
import dev.hushkey.assistant.AssistantFuzz;
import dev.hushkey.caller.CallerFuzz;
import dev.hushkey.cli.links.LinksFuzz;
import dev.hushkey.cli.profile.ProfileFuzz;
import dev.hushkey.cli.session.CliFuzz;
import dev.hushkey.door.DoorFuzz;
import dev.hushkey.handout.HandoutFuzz;
import dev.hushkey.handout.exchange.ExchangeFuzz;
import dev.hushkey.identity.IdentityFuzz;
import dev.hushkey.oauth.authorize.AuthorizeFuzz;
import dev.hushkey.oauth.globalrevocation.GlobalRevocationFuzz;
import dev.hushkey.oauth.issued.IssuedFuzz;
import dev.hushkey.oauth.request.RequestFuzz;
import dev.hushkey.oauth.token.TokenFuzz;
import dev.hushkey.ownership.OwnershipFuzz;
import dev.hushkey.revocation.selection.SelectionFuzz;
import dev.hushkey.seal.SealFuzz;
import dev.hushkey.seal.transit.TransitFuzz;
import dev.hushkey.secret.SecretFuzz;
import dev.hushkey.settings.SettingsFuzz;
import dev.hushkey.upstream.UpstreamFuzz;
import dev.hushkey.wire.WireFuzz;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that reads what comes from outside. A target is a public static method of one of these
 * classes that takes a text or bytes; it fails by an exception or an assertion. Its seeds are in
 * {@code src/test/resources/fuzz}, by its name.
 */
final class FuzzTargets {

  static final List<Class<?>> CLASSES =
      List.of(
          AcceptGrantFuzz.class,
          AdminFuzz.class,
          AppLinkFuzz.class,
          AssistantFuzz.class,
          AuthorizeFuzz.class,
          CallerFuzz.class,
          CliFuzz.class,
          ConnectedFuzz.class,
          ConsentFuzz.class,
          DoorFuzz.class,
          ExchangeFuzz.class,
          GlobalRevocationFuzz.class,
          HandoutFuzz.class,
          IdentityFuzz.class,
          IssuedFuzz.class,
          LinksFuzz.class,
          LoginFuzz.class,
          OwnershipFuzz.class,
          ProfileFuzz.class,
          PageFuzz.class,
          RequestFuzz.class,
          SealFuzz.class,
          SecretFuzz.class,
          SelectionFuzz.class,
          SettingsFuzz.class,
          TokenFuzz.class,
          TransitFuzz.class,
          TurnFuzz.class,
          UpstreamFuzz.class,
          WireFuzz.class);

  private static final Map<String, FuzzTarget> ALL = find();

  private FuzzTargets() {}

  /** Reads one input. */
  @FunctionalInterface
  interface FuzzTarget {
    void read(byte[] input) throws Throwable;
  }

  static Map<String, FuzzTarget> all() {
    return ALL;
  }

  static FuzzTarget require(String name) {
    FuzzTarget found = ALL.get(name);
    if (found == null) {
      throw new IllegalArgumentException("there is no target " + name + "; there are " + names());
    }
    return found;
  }

  static String names() {
    return String.join(" ", ALL.keySet());
  }

  private static Map<String, FuzzTarget> find() {
    Map<String, FuzzTarget> found = new TreeMap<>();
    for (Class<?> room : CLASSES) {
      for (Method method : room.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
          String name = nameOf(method);
          if (found.put(name, target(method)) != null) {
            throw new IllegalStateException("two targets are called " + name);
          }
        }
      }
    }
    return found;
  }

  private static String nameOf(Method method) {
    return method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static FuzzTarget target(Method method) {
    try {
      MethodHandle handle = MethodHandles.lookup().unreflect(method);
      List<Class<?>> takes = List.of(method.getParameterTypes());
      if (takes.equals(List.of(String.class))) {
        return input -> handle.invoke(new String(input, StandardCharsets.UTF_8));
      }
      if (takes.equals(List.of(byte[].class))) {
        return input -> handle.invoke(input);
      }
      throw new IllegalStateException(method + " must take a String or a byte[]");
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
