package dev.hushkey.walk;

import dev.hushkey.testing.Database;

/** Rules that a walk breaks on purpose, to see that it would notice. */
enum BrokenRule {
  CUT_OFF_OF_A_USER_IS_OVERLOOKED(
      "current_link",
      "latest_cut_off(assistant, user_id, id, NULL::text)",
      "latest_cut_off(assistant, NULL::text, id, NULL::text)"),
  CUT_OFF_OF_A_DEVICE_IS_OVERLOOKED(
      "current_device_grant",
      "latest_cut_off(l.assistant, l.user_id, l.id, g.device_id)",
      "latest_cut_off(l.assistant, l.user_id, l.id, NULL::text)"),
  REFRESH_TOKEN_OUTLIVES_ITS_LINK(
      "current_refresh_token", "(l.state = 'REVOKED'::text) AS ended", "false AS ended"),
  GENERATION_LIVES_ONE_TOO_LONG("current_refresh_token", "t.generation <", "(t.generation + 1) <"),
  EPOCH_OF_THE_CONSENT_IS_FORGOTTEN("current_device_grant", "o.epoch = g.epoch", "true"),
  ENDED_GRANT_LIVES_ON("current_device_grant", "g.ended_at IS NULL", "true"),
  ACCESS_TOKEN_NEVER_RUNS_OUT("current_access_token", "t.expires_at > clock_timestamp()", "true"),
  CUT_OFF_OF_A_CONSENT_IS_OVERLOOKED(
      "current_decision",
      "decided_at > latest_cut_off(assistant, user_id, NULL::uuid, NULL::text)",
      "true"),
  NEWER_CONSENT_IS_NO_DECISION("CONSENTED"),
  NARROWING_IS_NO_DECISION("NARROWED"),
  DISCONNECTING_IS_NO_DECISION("DISCONNECTED");

  private final String view;
  private final String rule;
  private final String broken;

  BrokenRule(String view, String rule, String broken) {
    this.view = view;
    this.rule = rule;
    this.broken = broken;
  }

  /** Decisions of this kind leave the instant of the one before. */
  BrokenRule(String kindOfDecision) {
    this("", "", kindOfDecision);
  }

  /**
   * Breaks it.
   *
   * @return how to mend it
   */
  Runnable apply() {
    return view.isEmpty() ? overlookDecisions() : changeView();
  }

  private Runnable overlookDecisions() {
    Database.update(
        """
        create function overlook_decision() returns trigger language plpgsql as $$
        begin
          new.decided_at := old.decided_at;
          return new;
        end
        $$
        """);
    Database.update(
        "create trigger overlook_decision before update on user_decision for each row"
            + " when (new.kind = '%s') execute function overlook_decision()".formatted(broken));
    return () -> Database.update("drop function overlook_decision cascade");
  }

  private Runnable changeView() {
    String sound = Database.text("select pg_get_viewdef(?::regclass)", view);
    if (!sound.contains(rule)) {
      throw new IllegalStateException(view + " no longer says '" + rule + "': " + sound);
    }
    define(sound.replace(rule, broken));
    return () -> define(sound);
  }

  private void define(String body) {
    Database.update("create or replace view " + view + " as " + body);
  }
}
