// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import io.opentelemetry.instrumentation.annotations.WithSpan;
import io.tracewheel.annotations.TracedAgent;
import io.tracewheel.annotations.TracedRetrieval;
import io.tracewheel.annotations.TracedTool;
import io.tracewheel.annotations.TracedWorkflow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A home-grown framework: what of it is annotated, and what only the configuration knows. */
final class HomeGrown {

  record Session(String id) {}

  record Question(String text, Session session) {}

  /** What an application may pass around. */
  static final class Hostile {
    static int asked;

    @Override
    public String toString() {
      asked++;
      throw new IllegalStateException("toString");
    }
  }

  static class Planner {

    @TracedAgent(
        name = "planner",
        description = "Plans trips",
        input = "question.text",
        output = "result.1",
        conversation = "question.session.id")
    List<String> plan(Question question) {
      new Tools().weather("Paris", 3);
      return List.of("draft", "Go to Paris.");
    }

    @TracedWorkflow(name = "travel")
    String travel(String wish) {
      return String.join(",", plan(new Question(wish, new Session("c-1"))));
    }

    @TracedRetrieval(source = "guides")
    List<Object> search(String query) {
      return List.of(Map.of("id", "d-1"), "plain text");
    }
  }

  /** Annotated in all the ways that a compiler lets pass. */
  static class Tools {

    @TracedTool
    final Map<String, Object> weather(String city, int days) {
      return Map.of("degrees", 22);
    }

    @TracedTool(name = "secret")
    private long hidden(long number) {
      return number + 1;
    }

    long callHidden() {
      return hidden(41);
    }

    @TracedTool
    static void quiet(@Nullable Object nothing) {}

    @TracedTool
    String failing(String message) {
      throw new IllegalArgumentException("no " + message);
    }

    @TracedTool
    Object echo(Object value) {
      return value;
    }

    @TracedTool(input = "arg7", output = "result.no.such")
    String misdescribed(String value) {
      return value;
    }

    @TracedTool(input = "arg0..text")
    String malformed(String value) {
      return value;
    }

    @TracedTool
    CompletableFuture<String> later(CompletableFuture<String> answer) {
      return answer;
    }

    @TracedTool
    @Nullable CompletionStage<String> stage(@Nullable CompletionStage<String> answer) {
      return answer;
    }
  }

  /** Its bridge method carries the annotation too. */
  interface Step<T> {
    T run(T input);
  }

  static final class Shout implements Step<String> {
    @Override
    @TracedTool(name = "shout")
    public String run(String input) {
      return input + "!";
    }
  }

  /** Also traced by upstream's annotation. */
  static class Spanned {

    @WithSpan
    String plain(String value) {
      return value;
    }

    @WithSpan
    @TracedTool(name = "both")
    String both(String value) {
      return plain(value);
    }

    @WithSpan("custom")
    @TracedTool(name = "bothFailing")
    String bothFailing(String value) {
      throw new IllegalStateException(value);
    }

    @WithSpan
    @TracedTool(name = "bothLater")
    CompletableFuture<String> bothLater(CompletableFuture<String> answer) {
      return answer;
    }

    @WithSpan
    String configured(String value) {
      return new Tools().failing(value);
    }
  }

  /** Known to the configuration only. */
  interface Skill {
    String name();

    String run(Map<String, Object> context, String unused);
  }

  static final class Translate implements Skill {
    @Override
    public String name() {
      return "translate";
    }

    @Override
    public String run(Map<String, Object> context, String unused) {
      context.put("answer", "Bonjour");
      return "ok";
    }
  }

  static class Calculator {
    int add(int a) {
      return add(a, 1);
    }

    int add(int a, int b) {
      return a + b;
    }

    private int addPrivately(int a) {
      return a;
    }

    int callPrivate() {
      return addPrivately(5);
    }

    @Override
    public String toString() {
      return "calculator";
    }
  }

  static final class Scientific extends Calculator {
    @Override
    int add(int a, int b) {
      return super.add(a, b);
    }
  }

  private HomeGrown() {}
}
