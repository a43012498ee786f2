// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls everything of {@link HomeGrown} and writes down what it saw. */
public final class ScriptedCalls {

  private static final int HUGE = 100_000_000;

  private final List<String> seen = new ArrayList<>();

  private ScriptedCalls() {}

  /**
   * @param args the file to write to
   */
  public static void main(String[] args) throws Exception {
    ScriptedCalls calls = new ScriptedCalls();
    calls.annotated();
    calls.hostile();
    calls.async();
    calls.besideUpstream();
    calls.configured();
    calls.seen.add("toString asked " + HomeGrown.Hostile.asked);
    Files.write(Path.of(args[args.length - 1]), calls.seen);
  }

  private void call(String name, Callable<@Nullable Object> call) {
    try {
      seen.add(name + ": " + call.call());
    } catch (Exception e) {
      seen.add(name + " threw " + e + " from " + e.getStackTrace()[0].getMethodName());
    }
  }

  private void annotated() {
    HomeGrown.Planner planner = new HomeGrown.Planner();
    HomeGrown.Tools tools = new HomeGrown.Tools();
    call("travel", () -> planner.travel("sun"));
    call("search", () -> planner.search("nice"));
    call("weather", () -> tools.weather("Rome", 1));
    call("hidden", tools::callHidden);
    call(
        "quiet",
        () -> {
          HomeGrown.Tools.quiet(null);
          return null;
        });
    call("failing", () -> tools.failing("more"));
    call("misdescribed", () -> tools.misdescribed("m"));
    call("malformed", () -> tools.malformed("m"));
    HomeGrown.Step<String> step = new HomeGrown.Shout();
    call("bridge", () -> step.run("hey"));
  }

  private void hostile() {
    HomeGrown.Tools tools = new HomeGrown.Tools();
    HomeGrown.Hostile hostile = new HomeGrown.Hostile();
    call("hostile", () -> tools.echo(hostile) == hostile);
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);
    call("cyclic", () -> tools.echo(cyclic) == cyclic);
    String huge = "x".repeat(HUGE);
    call("huge text", () -> tools.echo(huge) == (Object) huge);
    byte[] bytes = new byte[HUGE];
    call("huge bytes", () -> tools.echo(bytes) == bytes);
    List<Integer> many = new ArrayList<>();
    for (int i = 0; i < 1_000_000; i++) {
      many.add(i);
    }
    call("many", () -> tools.echo(many) == many);
  }

  private void async() {
    HomeGrown.Tools tools = new HomeGrown.Tools();
    CompletableFuture<String> answer = new CompletableFuture<>();
    call("same future", () -> tools.later(answer) == answer);
    answer.complete("done");
    call("answer", answer::join);
    CompletableFuture<String> failed = new CompletableFuture<>();
    call("same failed", () -> tools.later(failed) == failed);
    failed.completeExceptionally(new IllegalStateException("late"));
    call("failed", failed::join);
    CompletableFuture<String> cancelled = new CompletableFuture<>();
    call("cancelled", () -> tools.later(cancelled).cancel(true));
    call("null stage", () -> tools.stage(null));
  }

  private void besideUpstream() {
    HomeGrown.Spanned spanned = new HomeGrown.Spanned();
    call("both", () -> spanned.both("b"));
    call("bothFailing", () -> spanned.bothFailing("f"));
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<String> returned = spanned.bothLater(answer);
    answer.complete("l");
    call("bothLater", returned::join);
    call("configured", () -> spanned.configured("c"));
  }

  private void configured() {
    call("skill", () -> new HomeGrown.Translate().run(new TreeMap<>(), "x"));
    call("add", () -> new HomeGrown.Calculator().add(1));
    call("scientific", () -> new HomeGrown.Scientific().add(2, 3));
    call("private", () -> new HomeGrown.Calculator().callPrivate());
    call("text", () -> new HomeGrown.Calculator().toString());
  }
}
