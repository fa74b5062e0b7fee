package dev.hushkey.account;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Every word on our pages. A translation is a file {@code messages/msg_xx.properties}. */
@MessageBundle
public interface Texts {

  @Message("Link {assistant} with your cameras")
  String consentTitle(String assistant);

  @Message("Logged in as")
  String loggedInAs();

  @Message("Not you?")
  String notYou();

  @Message(
      "Choose what {assistant} may do with each camera. It gets what you tick and nothing else.")
  String consentIntroduction(String assistant);

  @Message("You can end this at any time by disabling the skill in the {assistant} app.")
  String consentEnd(String assistant);

  @Message("Events")
  String events();

  @Message("{assistant} is told when there is motion or someone rings")
  String eventsHint(String assistant);

  @Message("Live picture")
  String view();

  @Message("{assistant} may show what the camera sees")
  String viewHint(String assistant);

  @Message("Control")
  String control();

  @Message("{assistant} may turn the camera on and off and change its settings")
  String controlHint(String assistant);

  @Message("Allow")
  String approve();

  @Message("Cancel")
  String cancel();

  @Message("Tick at least one box, or choose Cancel.")
  String nothingTicked();

  @Message("You have no cameras yet")
  String noDevicesTitle();

  @Message(
      "There is nothing that {assistant} could use. Set up a camera in our app first, then link"
          + " again.")
  String noDevices(String assistant);

  @Message("This link does not work")
  String brokenLinkTitle();

  @Message(
      "The app that sent you here did not say properly who it is or where to return. Nothing was"
          + " linked. Close this page and start again from the app of your voice assistant.")
  String brokenLink();

  @Message("This page is out of date")
  String pageOutOfDateTitle();

  @Message(
      "Nothing was linked. It was open for too long, or you logged in as someone else since."
          + " Start again from the app of your voice assistant.")
  String pageOutOfDate();

  @Message("The log-in did not work")
  String loginFailedTitle();

  @Message("Nothing was linked. Start again from the app of your voice assistant.")
  String loginFailed();

  @Message("Your cameras have changed")
  String devicesChangedTitle();

  @Message(
      "One of the cameras you ticked is no longer yours, so nothing was linked. Start again from"
          + " the app of your voice assistant.")
  String devicesChanged();

  @Message("We cannot do this right now")
  String unavailableTitle();

  @Message("A part of our service does not answer. Nothing was lost. Reload this page in a minute.")
  String unavailable();

  @Message("Something went wrong on our side")
  String unexpectedTitle();

  @Message("Nothing was linked. Start again from the app of your voice assistant.")
  String unexpected();
}
