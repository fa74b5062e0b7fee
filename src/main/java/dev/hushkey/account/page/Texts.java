package dev.hushkey.account.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/**
 * Every word on our pages. A translation is a file {@code messages/msg_xx.properties}, and a line
 * in {@link Language}.
 */
@MessageBundle(locale = "en")
public interface Texts {

  /** The language of this bundle, for {@code <html lang>}. */
  @Message("en")
  String language();

  @Message("Link {assistant} with your cameras")
  String consentTitle(String assistant);

  @Message("Logged in as")
  String loggedInAs();

  @Message("Not you?")
  String notYou();

  @Message(
      "Choose what {assistant} may do with each camera. It gets what you tick and nothing else.")
  String consentIntroduction(String assistant);

  @Message("You can take any of this back at any time under")
  String consentEnd();

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

  @Message("What each box means")
  String summaryTitle();

  @Message("Tick all")
  String tickAll();

  @Message("Clear all")
  String clearAll();

  @Message("Your cameras")
  String yourCameras();

  @Message("Device ID {id}")
  String deviceId(String id);

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
      "The app that sent you here did not properly say who it is or where to send you back. Nothing"
          + " was linked. Close this page and start again from the app of your voice assistant.")
  String brokenLink();

  @Message("This page is out of date")
  String pageOutOfDateTitle();

  @Message(
      "Nothing was linked. The page was open for too long, or you have since logged in as someone"
          + " else. Start again from the app of your voice assistant.")
  String pageOutOfDate();

  @Message("You have already answered")
  String answeredTitle();

  @Message(
      "What you chose the first time counts. Go back to {assistant} to finish. You can change your"
          + " choice afterwards under Connected assistants.")
  String answeredFirst(String assistant);

  @Message(
      "You allowed it, and {assistant} has fetched your answer. Close this page and go back to its"
          + " app. What it may do, you can see and change at any time.")
  String answeredRedeemed(String assistant);

  @Message(
      "That answer no longer counts: too much time has passed, or you or somebody else has decided"
          + " again since. Go back to {assistant} and start again there.")
  String answeredOver(String assistant);

  @Message("Back to {assistant}")
  String backTo(String assistant);

  @Message("You are in the queue")
  String waitingTitle();

  @Message(
      "Many people are logging in right now, so we let them in one after the other. Leave this page"
          + " open: it goes on to the log-in when it is your turn. You keep your place, also if you"
          + " load it again.")
  String waiting();

  @Message("Your turn comes in a moment.")
  String waitingSoon();

  @Message("Your turn comes in about a minute.")
  String waitingMinute();

  @Message("Your turn comes in about {minutes} minutes.")
  String waitingMinutes(long minutes);

  @Message("Look now")
  String lookNow();

  @Message("Too many people are logging in right now")
  String crowdedTitle();

  @Message(
      "Nothing was linked, and nothing was lost. Go back to where you started and try again in about"
          + " {minutes} minutes.")
  String crowded(long minutes);

  @Message("The log-in did not work")
  String loginFailedTitle();

  @Message("Nothing was linked. Go back to where you started and try again.")
  String loginFailed();

  @Message("Your cameras have changed")
  String devicesChangedTitle();

  @Message(
      "One of the cameras you ticked is no longer yours, so nothing was linked. Start again from"
          + " the app of your voice assistant.")
  String devicesChanged();

  @Message("We cannot do this right now")
  String unavailableTitle();

  @Message("Part of our service is not responding. Nothing was lost. Reload this page in a minute.")
  String unavailable();

  @Message("There is no such page")
  String notFoundTitle();

  @Message(
      "The address is wrong, or the page has moved. Start again from our app or from the app of your"
          + " voice assistant.")
  String notFound();

  @Message("We cannot read this request")
  String notReadableTitle();

  @Message(
      "Your browser sent something that this page does not understand. Nothing was changed. Go back"
          + " to where you started and try again.")
  String notReadable();

  @Message("That was too much at once")
  String tooMuchTitle();

  @Message("The form was larger than we can take. Nothing was changed. Go back and try again.")
  String tooMuch();

  @Message("Your browser keeps too many cookies for us")
  String tooManyCookiesTitle();

  @Message(
      "It sends them all with each request, and that is more than we can take. Delete the cookies"
          + " for this address in the settings of your browser, then try again.")
  String tooManyCookies();

  @Message("Something went wrong on our side")
  String unexpectedTitle();

  @Message("Nothing was linked. Start again from the app of your voice assistant.")
  String unexpected();

  @Message("Connected assistants")
  String assistantsTitle();

  @Message("These voice assistants may use your cameras. You can change that here at any time.")
  String assistantsIntroduction();

  @Message("Log out")
  String logOut();

  @Message("No voice assistant is connected")
  String noAssistantsTitle();

  @Message(
      "Nobody but you can use your cameras by voice. To connect an assistant, start in its own app"
          + " and look for our skill there.")
  String noAssistants();

  @Message("Connected since {date}")
  String connectedSince(String date);

  @Message("Connection {number} of {all}")
  String connectionNumber(int number, int all);

  @Message("{assistant} is connected already")
  String alreadyConnectedTitle(String assistant);

  @Message(
      "Everybody in your household can connect an account of their own. End what nobody uses any"
          + " more.")
  String alreadyConnected();

  @Message("If you choose Allow, the new connection takes the place of this one.")
  String connectionReplaced();

  @Message(
      "There can be no more connections. If you choose Allow, the one ends that was not used for"
          + " the longest time.")
  String connectionsFull();

  @Message("It no longer works.")
  String connectionBroken();

  @Message("End this connection")
  String endConnection();

  @Message("This connection immediately loses access to your cameras. Others remain.")
  String endConnectionHint();

  @Message("Yes, end it")
  String endConnectionNow();

  @Message("The connection has ended.")
  String connectionEnded();

  @Message("Not used yet")
  String neverUsed();

  @Message("Last used less than an hour ago")
  String usedWithinAnHour();

  @Message("Last used in the last 24 hours")
  String usedWithinADay();

  @Message("Last used {days} days ago")
  String usedDaysAgo(long days);

  @Message("Last used on {date}")
  String usedOn(String date);

  @Message(
      "{assistant} has to be connected again: it no longer accepts our messages. Disconnect it"
          + " here, then connect it again in its own app.")
  String needsRelink(String assistant);

  @Message("Untick what {assistant} may no longer do. To allow more, connect it again in its app.")
  String narrowIntroduction(String assistant);

  @Message("{assistant} may use none of your cameras.")
  String noGrants(String assistant);

  @Message("Save changes")
  String save();

  @Message("Nothing would be left. To end the connection, choose Disconnect below.")
  String nothingKept();

  @Message("Disconnect {assistant}")
  String unlink(String assistant);

  @Message(
      "{assistant} immediately loses access to all your cameras. To use it again, connect it again"
          + " in its app.")
  String unlinkHint(String assistant);

  @Message("Yes, disconnect {assistant}")
  String unlinkNow(String assistant);

  @Message("Saved. The change is in effect now.")
  String narrowed();

  @Message("Disconnected. It can no longer use your cameras.")
  String unlinked();

  @Message(
      "Nothing was changed. Something else has changed since you opened the page. See what is"
          + " connected now, and try again.")
  String accountOutOfDate();

  @Message("We do not know whether your change was saved. See what is connected now.")
  String accountUnexpected();

  @Message("Show connected assistants")
  String showAssistants();

  @Message("You are logged out")
  String loggedOutTitle();

  @Message("You can close this page.")
  String loggedOut();

  @Message("Log in again")
  String logInAgain();
}
