// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An application that speaks to a model server by itself, in every way that the instrumentation
 * must survive, and writes down what it sees. It runs in a JVM of its own, with and without the
 * agent; both must see the same. The name of the model tells the stub server how to answer and the
 * test which span it was.
 */
public final class ScriptedCalls {

  private final PrintStream seen;

  private ScriptedCalls(PrintStream seen) {
    this.seen = seen;
  }

  /**
   * @param args base URL of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      ScriptedCalls calls = new ScriptedCalls(seen);
      new ScriptedJdkCalls(args[0], calls).all();
      new ScriptedOkHttpCalls(args[0], calls).all();
      new ScriptedApacheCalls(args[0], calls).all();
      new ScriptedWebClientCalls(args[0], calls).all();
    }
    System.exit(0); // pools would keep the JVM alive for a minute
  }

  interface Step {
    @Nullable Object run() throws Exception;
  }

  void step(String name, Step step) {
    String result;
    try {
      result = String.valueOf(step.run());
    } catch (Throwable t) {
      result = describe(t);
    }
    seen.println(name + ": " + result);
  }

  static String describe(Throwable t) {
    StringBuilder text = new StringBuilder();
    for (Throwable e = t; e != null; e = e.getCause()) {
      text.append(e.getClass().getName()).append('(').append(e.getMessage()).append(") ");
    }
    return text.toString();
  }

  static String chat(String model) {
    return "{\"model\":\"%s\",\"temperature\":0.5,\"messages\":[{\"role\":\"user\",\"content\":\"Grüße?\"}]}"
        .formatted(model);
  }

  static String stream(String model) {
    return "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
        .formatted(model);
  }

  static String claude(String model) {
    return "{\"model\":\"%s\",\"max_tokens\":64,\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
        .formatted(model, model.contains("stream"));
  }

  /** The model's name stands in the path. */
  static String gemini() {
    return "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}";
  }

  /** Where Gemini's method is, on the server with this base URL. */
  static String geminiUrl(String baseUrl, String model) {
    return baseUrl
        + "beta/models/"
        + model
        + (model.contains("stream") ? ":streamGenerateContent?alt=sse" : ":generateContent");
  }

  static String input(String model) {
    return "{\"model\":\"%s\",\"input\":\"Hi\"}".formatted(model);
  }

  static String streamedInput(String model) {
    return "{\"model\":\"%s\",\"stream\":true,\"input\":\"Hi\"}".formatted(model);
  }
}
