package dev.hushkey.walk;

import dev.hushkey.testing.Database;

/** Rules that a walk breaks on purpose, to see that it would notice. */
enum BrokenRule {
  CUT_OFF_OF_A_USER_IS_OVERLOOKED("cut_offs()", "'user:'::text", "'nobody:'::text"),
  CUT_OFF_OF_A_LINK_IS_OVERLOOKED("cut_offs()", "'link:'::text", "'no link:'::text"),
  CUT_OFF_OF_A_DEVICE_IS_OVERLOOKED("cut_offs()", "'device:'::text", "'nothing:'::text"),
  REFRESH_TOKEN_OUTLIVES_ITS_LINK(
      "current_refresh_token", "(l.state = 'REVOKED'::text) AS ended", "false AS ended"),
  GENERATION_LIVES_ONE_TOO_LONG("current_refresh_token", "t.generation <", "(t.generation + 1) <"),
  EPOCH_OF_THE_CONSENT_IS_FORGOTTEN("grant_is_live()", "epoch = granted_epoch", "true"),
  ENDED_GRANT_LIVES_ON("grant_is_live()", "ended_at IS NULL", "true"),
  ACCESS_TOKEN_NEVER_RUNS_OUT("access_token_is_live()", "expires_at > at", "true"),
  CUT_OFF_OF_A_CONSENT_IS_OVERLOOKED(
      "current_decision",
      "decided_at > latest_cut_off(assistant, user_id, NULL::uuid, NULL::text)",
      "true"),
  NEWER_CONSENT_IS_NO_DECISION("CONSENTED"),
  NARROWING_IS_NO_DECISION("NARROWED"),
  DISCONNECTING_IS_NO_DECISION("DISCONNECTED"),
  LINK_UNUSED_FOR_LONGEST_STAYS_INSTEAD(
      "link_use", "max(t.last_used_at)", "(now() + (now() - max(t.last_used_at)))"),
  LINKS_WITHOUT_BOUND(
      "before update on link",
      """
      if new.state_reason in ('superseded', 'too-many-links') then return null; end if;
      return new;
      """),
  NEW_LINK_ENDS_THE_OTHERS(
      "after insert on link",
      """
      update link set state = 'REVOKED', state_reason = 'superseded'
       where user_id = new.user_id and assistant = new.assistant and id <> new.id
         and state <> 'REVOKED';
      return new;
      """),
  DISCONNECTING_ONE_LINK_ENDS_THE_OTHERS(
      "after update on link",
      """
      if new.state_reason = 'unlinked-by-user' then
        update link set state = 'REVOKED', state_reason = 'superseded'
         where user_id = new.user_id and assistant = new.assistant and state <> 'REVOKED';
      end if;
      return new;
      """),
  REPLACED_LINK_IS_TOLD_AS_REVOKED(
      "before update on link",
      """
      if new.state_reason in ('superseded', 'too-many-links') then
        new.state_reason := 'something else';
      end if;
      return new;
      """);

  private final String place;
  private final String rule;
  private final String broken;

  /** In a view, or in a function, whose name ends with {@code ()}. */
  BrokenRule(String place, String rule, String broken) {
    this.place = place;
    this.rule = rule;
    this.broken = broken;
  }

  /** A trigger does something else. */
  BrokenRule(String trigger, String body) {
    this("", trigger, body);
  }

  /** Decisions of this kind leave the instant of the one before. */
  BrokenRule(String kindOfDecision) {
    this(
        "before update on user_decision",
        "if new.kind = '%s' then new.decided_at := old.decided_at; end if; return new;"
            .formatted(kindOfDecision));
  }

  /**
   * Breaks it.
   *
   * @return how to mend it
   */
  Runnable apply() {
    return place.isEmpty() ? addTrigger() : change();
  }

  private Runnable addTrigger() {
    Database.update(
        "create function broken_rule() returns trigger language plpgsql as $$ begin %s end $$"
            .formatted(broken));
    Database.update(
        "create trigger broken_rule %s for each row execute function broken_rule()"
            .formatted(rule));
    return () -> Database.update("drop function broken_rule cascade");
  }

  private Runnable change() {
    String sound = definition();
    if (!sound.contains(rule)) {
      throw new IllegalStateException(place + " no longer says '" + rule + "': " + sound);
    }
    Database.update(sound.replace(rule, broken));
    return () -> Database.update(sound);
  }

  private String definition() {
    return place.endsWith("()")
        ? Database.text("select pg_get_functiondef(?::regproc)", place.replace("()", ""))
        : "create or replace view "
            + place
            + " as "
            + Database.text("select pg_get_viewdef(?::regclass)", place);
  }
}
