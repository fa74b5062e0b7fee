package dev.hushkey.flow.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.stack.tool.PythonPackages;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An assistant's cloud built on Python's <a href="https://docs.authlib.org">Authlib</a>, in a
 * process of its own that is told what to do line by line; see {@code clients/authlib_client.py}.
 */
final class AuthlibClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  private AuthlibClient(Process process) {
    this.process = process;
    this.commands = process.outputWriter();
    this.answers = process.inputReader();
  }

  static AuthlibClient start() {
    try {
      Path script = Path.of(AuthlibClient.class.getResource("/clients/authlib_client.py").toURI());
      ProcessBuilder builder = new ProcessBuilder("python3", script.toString());
      Path packages = PythonPackages.fetch("authlib", "clients/authlib-requirements.txt");
      builder.environment().put("PYTHONPATH", packages.toString());
      builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      // We are on loopback without TLS
      builder.environment().put("AUTHLIB_INSECURE_TRANSPORT", "1");
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      return new AuthlibClient(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException ours) {
      throw new IllegalStateException(ours);
    }
  }

  /**
   * Has something done. An OAuth error of the server comes back as {@code error}; whatever else
   * goes wrong as {@code failed}.
   *
   * @param what a method of the script's client
   */
  JsonNode tell(String what, Map<String, ?> with) {
    Map<String, Object> command = new LinkedHashMap<>(with);
    command.put("do", what);
    try {
      commands.write(JSON.writeValueAsString(command));
      commands.newLine();
      commands.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new AssertionError("the Python client ended; its reason stands above");
      }
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
