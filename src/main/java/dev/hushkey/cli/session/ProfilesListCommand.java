package dev.hushkey.cli.session;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.profile.Profile;
import dev.hushkey.cli.profile.Profiles;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Lists;
import dev.hushkey.cli.terminal.Table;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** Lists the profiles; asks no server. */
@Command(
    name = "list",
    description = {
      "List the profiles of $XDG_CONFIG_HOME/hushkey/config.toml (default ~/.config).",
      "No server is asked: whether a log-in still counts shows only when it is used."
    },
    footer = {"hushkey profiles list"})
final class ProfilesListCommand extends BaseCommand implements Lists {

  @Override
  public Integer call() {
    Profiles profiles = profiles();
    Table table = table(profiles);
    boolean none = profiles.named().isEmpty();
    list(
        json(profiles).toString(),
        table,
        none ? "No profiles in %s.".formatted(profiles.file()) : table);
    return ExitCode.OK;
  }

  private ObjectNode json(Profiles profiles) {
    ObjectNode all = Json.MAPPER.createObjectNode().put("file", profiles.file().toString());
    ArrayNode list = all.putArray("profiles");
    for (Profile profile : profiles.named().values()) {
      list.addObject()
          .put("name", profile.name())
          .put("server", profile.server().toString())
          .put("issuer", profile.issuer().map(URI::toString).orElse(null))
          .put("caFile", profile.authorities().map(Path::toString).orElse(null))
          .put("production", profile.production())
          .put("usual", isUsual(profiles, profile))
          .put("loggedIn", isLoggedIn(profile));
    }
    return all;
  }

  private Table table(Profiles profiles) {
    Table table = new Table("PROFILE", "SERVER", "PRODUCTION", "USUAL", "LOGGED IN");
    for (Profile profile : profiles.named().values()) {
      table.row(
          profile.name(),
          profile.server().toString(),
          yesOrNo(profile.production()),
          yesOrNo(isUsual(profiles, profile)),
          yesOrNo(isLoggedIn(profile)));
    }
    return table;
  }

  private static boolean isUsual(Profiles profiles, Profile profile) {
    return profiles.usual().filter(profile::equals).isPresent();
  }

  private boolean isLoggedIn(Profile profile) {
    return sessions().find(profile.server()).isPresent();
  }

  private static String yesOrNo(boolean value) {
    return value ? "yes" : "no";
  }
}
