package dev.hushkey.account.connection;

import dev.hushkey.account.page.Language;
import dev.hushkey.account.page.Texts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;

/** Says how old a link is and when it was last used. */
public record ConnectionTexts(Texts texts, Language language) {

  /** Since when it is connected. */
  public String since(Instant since) {
    return texts.connectedSince(date(since));
  }

  /** When it was last used. */
  public String lastUse(LastUse lastUse) {
    return switch (lastUse) {
      case LastUse.Never _ -> texts.neverUsed();
      case LastUse.WithinAnHour _ -> texts.usedWithinAnHour();
      case LastUse.WithinADay _ -> texts.usedWithinADay();
      case LastUse.DaysAgo ago -> texts.usedDaysAgo(ago.days());
      case LastUse.LongAgo ago -> texts.usedOn(date(ago.when()));
    };
  }

  private String date(Instant instant) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
        .withLocale(language.locale())
        .format(instant.atZone(ZoneOffset.UTC));
  }
}
