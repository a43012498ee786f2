// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import io.tracewheel.benchmark.road.OpenLoop.Latencies;
import io.tracewheel.smoke.modelstub.JudgeStandIn;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * What an operator asks of one evaluator, each with its goal: time from start to ready, latency
 * that it adds at half of what it can take while judges hang, memory at a steady rate, and how fast
 * a backlog leaves. Load comes at a constant rate, see {@link OpenLoop}.
 */
public final class LoadBenchmark {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final PrintStream out;
  private final LoadOptions options;
  private final Path work;
  private final List<byte[]> requests;

  private LoadBenchmark(PrintStream out, LoadOptions options, Path work) {
    this.out = out;
    this.options = options;
    this.work = work;
    this.requests = options.traffic().requests();
  }

  /** Runs the measurements; see {@code --help}. Exit code 2 for a bad argument. */
  public static void main(String[] args) throws Exception {
    LoadOptions options = LoadOptions.orHelp(args);
    if (options == null) {
      return;
    }
    Path work = Files.createTempDirectory("tracewheel-load");
    try {
      new LoadBenchmark(System.out, options, work).run();
    } finally {
      Rounds.delete(work);
    }
  }

  private void run() throws Exception {
    say(
        "Java %s, %d processors, service with %s; requests of %d spans, %d KB, %d %% GenAI, gzip %s%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        String.join(" ", options.flags()),
        options.traffic().spans(),
        requests.get(0).length / 1024,
        options.traffic().genAiPercent(),
        options.gzip() ? "in and out" : "off");
    say("| what | figure | goal |");
    say("|---|---|---|");
    if (options.covers("start")) {
      start();
    }
    if (options.covers("latency")) {
      latency();
    }
    if (options.covers("memory")) {
      memory();
    }
    if (options.covers("drain")) {
      drain(1);
      drain(2);
    }
  }

  private void start() throws IOException, InterruptedException {
    double[] seconds = new double[options.starts()];
    for (int i = 0; i < seconds.length; i++) {
      int admin = EvaluatorSetup.freePort();
      EvaluatorSetup setup = setup("start" + i, List.of(EvaluatorSetup.freePort()), 0, admin);
      List<String> arguments = setup.arguments();
      long begun = System.nanoTime();
      try (ServiceProcess service = ServiceProcess.java(options.flags(), arguments)) {
        URI ready = URI.create("http://127.0.0.1:" + admin + "/readyz");
        await("the service to be ready", () -> answers(ready) ? 1 : 0, 1, 2);
        seconds[i] = (System.nanoTime() - begun) / 1e9;
      }
    }
    Arrays.sort(seconds);
    say(
        "| process start to `/readyz` 200, median of %d (%.2f to %.2f) | %.2f s | < 2 s |",
        seconds.length, seconds[0], seconds[seconds.length - 1], Rounds.median(seconds));
  }

  private static boolean answers(URI uri) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(1_000);
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void latency() throws Exception {
    OpenLoop[] current = new OpenLoop[1];
    try (JudgeStandIn judge = new JudgeStandIn();
        CountingSink sink = new CountingSink(0, number -> arrived(current, number))) {
      judge.conduct(JudgeStandIn.Conduct.HANGS);
      EvaluatorSetup setup = setup("latency", List.of(sink.port()), judge.port(), 0);
      try (ServiceProcess service = ServiceProcess.java(options.flags(), setup.arguments())) {
        double saturation = saturation(service, sink);
        double rate = saturation / 2 / options.traffic().spans();
        say("| most that it takes, judge hanging | %,.0f spans/s | |", saturation);
        Latencies direct = openLoop(sink.port(), rate, current);
        Latencies through = openLoop(service.port(), rate, current);
        Latencies directAgain = openLoop(sink.port(), rate, current);
        direct.acknowledged().add(directAgain.acknowledged());
        direct.delivered().add(directAgain.delivered());
        row("acknowledged, straight to the sink", direct.acknowledged());
        row("acknowledged by the evaluator", through.acknowledged());
        row("at the destination, straight", direct.delivered());
        row("at the destination, through the evaluator", through.delivered());
        added("added until acknowledged", through.acknowledged(), direct.acknowledged());
        added("added until delivered", through.delivered(), direct.delivered());
      }
    }
  }

  private static void arrived(OpenLoop[] current, long number) {
    OpenLoop loop = current[0];
    if (loop != null) {
      loop.arrived(number);
    }
  }

  private Latencies openLoop(int port, double perSecond, OpenLoop[] current) throws Exception {
    try (OpenLoop loop = new OpenLoop(port, options.connections(), options.gzip())) {
      loop.send(requests, perSecond, Math.min(3, options.seconds()));
      current[0] = loop;
      Latencies latencies = loop.send(requests, perSecond, options.seconds());
      await(
          "the destination",
          () -> latencies.delivered().getTotalCount(),
          latencies.acknowledged().getTotalCount(),
          5);
      current[0] = null;
      return latencies;
    }
  }

  private void row(String what, Histogram micros) {
    say(
        "| %s, from the intended sending, p50 / p99 / p99.9 | %.1f / %.1f / %.1f ms | |",
        what, millis(micros, 50), millis(micros, 99), millis(micros, 99.9));
  }

  private void added(String what, Histogram through, Histogram direct) {
    say(
        "| **%s at half of that**, p50 / p99 / p99.9 | **%.1f / %.1f / %.1f ms** | p99 < 10 ms |",
        what,
        millis(through, 50) - millis(direct, 50),
        millis(through, 99) - millis(direct, 99),
        millis(through, 99.9) - millis(direct, 99.9));
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }

  /** Spans a second with a dozen requests always in flight, when that rises no more. */
  private double saturation(ServiceProcess service, CountingSink sink) throws Exception {
    try (LoadGenerator load = new LoadGenerator(service.port(), options.gzip())) {
      List<Double> rates = new ArrayList<>();
      int count = 50;
      long end = System.nanoTime() + (long) (3 * options.seconds() * 1e9);
      do {
        long before = System.nanoTime();
        long expected = sink.spans() + (long) count * options.traffic().spans();
        load.send(requests, count);
        await("the destination", sink::spans, expected, 2);
        double took = (System.nanoTime() - before) / 1e9;
        rates.add(count * options.traffic().spans() / took);
        count = (int) Math.max(50, Math.min(5_000, count / took));
      } while (System.nanoTime() < end || rates.size() < 3);
      List<Double> last = rates.subList(rates.size() - 3, rates.size());
      return Rounds.median(last.stream().mapToDouble(rate -> rate).toArray());
    }
  }

  private void memory() throws Exception {
    try (CountingSink sink = new CountingSink()) {
      EvaluatorSetup setup = setup("memory", List.of(sink.port()), 0, 0);
      try (ServiceProcess service = ServiceProcess.java(options.flags(), setup.arguments());
          OpenLoop loop = new OpenLoop(service.port(), options.connections(), options.gzip())) {
        long most = 0;
        double slices = Math.max(4, 2 * options.seconds());
        Duration before = service.cpu();
        for (int i = 0; i < slices; i++) {
          loop.send(requests, options.rate() / options.traffic().spans(), 0.5);
          most = Math.max(most, service.residentBytes());
        }
        double cpu = service.cpu().minus(before).toNanos() / 1e9;
        say(
            "| resident at %,.0f spans/s for %.0f s: most, last | %d MB, %d MB | < 300 MB |",
            options.rate(), slices / 2, most >> 20, service.residentBytes() >> 20);
        say("| processor time meanwhile | %.2f cores | |", cpu / (slices / 2));
      }
    }
  }

  private void drain(int destinations) throws Exception {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < destinations; i++) {
      ports.add(EvaluatorSetup.freePort());
    }
    EvaluatorSetup setup = setup("drain" + destinations, ports, 0, 0);
    List<CountingSink> sinks = new ArrayList<>();
    try (ServiceProcess service = ServiceProcess.java(options.flags(), setup.arguments());
        LoadGenerator load = new LoadGenerator(service.port(), options.gzip())) {
      int length = requests.stream().mapToInt(request -> request.length).sum() / requests.size();
      int count = (int) Math.max(1, (long) options.backlogMegabytes() * 1_000_000 / length);
      load.send(requests, count);
      Duration cpu = service.cpu();
      for (int port : ports) {
        sinks.add(new CountingSink(port, number -> {}));
      }
      CountingSink first = sinks.get(0);
      await("the backlog", first::bytes, 1, 1);
      long begun = System.nanoTime();
      long spans = (long) count * options.traffic().spans();
      for (CountingSink sink : sinks) {
        await("the backlog", sink::spans, spans, 1);
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      double megabytes = first.bytes() / 1e6;
      say(
          "| backlog of %,.0f MB to %d destination%s | **%,.0f MB/s each**, %.2f CPU-s/GB | >= 100 MB/s |",
          megabytes,
          destinations,
          destinations == 1 ? "" : "s",
          megabytes / seconds,
          service.cpu().minus(cpu).toNanos() / 1e6 / megabytes / destinations);
    } finally {
      sinks.forEach(CountingSink::close);
    }
  }

  private EvaluatorSetup setup(String name, List<Integer> sinks, int judgePort, int adminPort) {
    return new EvaluatorSetup(
        options.evaluator(),
        work.resolve(name),
        sinks,
        options.gzip() ? "gzip" : "none",
        judgePort,
        adminPort);
  }

  private static void await(String what, LongSupplier value, long expected, long everyMillis)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (value.getAsLong() < expected) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited in vain for " + what);
      }
      Thread.sleep(everyMillis);
    }
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
