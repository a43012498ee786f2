// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Scope;
import io.tracewheel.annotations.TracedTool;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;

/** An application that is called over HTTP, says whose conversation it is, and fails. */
public final class ScriptedServer {

  private ScriptedServer() {}

  /** What an application redacts by. */
  public static final class Redactor implements BiFunction<String, String, String> {
    @Override
    public String apply(String attribute, String text) {
      if (text.contains("unspeakable")) {
        throw new IllegalStateException(text);
      }
      return text.replace("Jane", "J.");
    }
  }

  @TracedTool(name = "greet")
  static String greet(String name) {
    if (name.startsWith("nobody")) {
      throw new IllegalArgumentException("no greeting for " + name);
    }
    return "Hello " + name;
  }

  /**
   * @param args the file to write to
   */
  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = answer().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri)
                      .header("X-Chat", "from-header")
                      .header("X-Tenant", "acme")
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      Files.writeString(Path.of(args[args.length - 1]), response.body());
    } finally {
      server.stop(0);
    }
  }

  private static String answer() throws IOException {
    StringBuilder answer = new StringBuilder();
    try (Scope ignored =
        Baggage.builder()
            .put("user.id", "u-1")
            .put("tracewheel.tags", "a,b")
            .build()
            .makeCurrent()) {
      for (String name : new String[] {"Jane, jane@acme.com", "unspeakable", "nobody x@y.de"}) {
        try {
          answer.append(greet(name)).append('\n');
        } catch (IllegalArgumentException e) {
          answer.append(e.getMessage()).append('\n');
        }
      }
    }
    return answer.toString();
  }
}
