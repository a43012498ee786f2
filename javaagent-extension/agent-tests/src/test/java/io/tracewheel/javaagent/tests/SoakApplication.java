// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Makes streamed calls through several clients at once, leaves a third of the streams before their
 * end in every way there is, and writes down now and then what is left of it all on the heap.
 */
public final class SoakApplication {

  private static final int LOOKS = 10;
  private static final int THREADS = 4;

  private final List<SoakClient> clients;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private int made;

  private SoakApplication(String baseUrl) {
    clients =
        List.of(
            new SoakClient.OpenAi(baseUrl),
            new SoakClient.LangChain4j(baseUrl),
            new SoakClient.Jdk(baseUrl),
            new SoakClient.OkHttp(baseUrl),
            new SoakClient.Apache(baseUrl),
            new SoakClient.ApacheAsync(baseUrl),
            new SoakClient.Web(baseUrl));
  }

  /**
   * @param args base URL of the server, how many calls to make, file to write to
   */
  @SuppressWarnings("CatchAndPrintStackTrace") // the test shows it
  public static void main(String[] args) {
    int status = 1; // the pools would keep the JVM alive, after a failure for ever
    try (PrintStream seen = new PrintStream(args[2], StandardCharsets.UTF_8)) {
      new SoakApplication(args[0]).run(Integer.parseInt(args[1]), seen);
      status = 0;
    } catch (Exception e) {
      e.printStackTrace();
    } finally {
      System.exit(status);
    }
  }

  private void run(int calls, PrintStream seen) throws Exception {
    for (int look = 0; look < LOOKS; look++) {
      List<Future<?>> batch = new ArrayList<>();
      for (int i = calls * look / LOOKS; i < calls * (look + 1) / LOOKS; i++) {
        SoakClient client = clients.get(i % clients.size());
        int turn = i / clients.size();
        batch.add(
            threads.submit(
                () -> {
                  client.call(turn);
                  return null;
                }));
        made++;
      }
      for (Future<?> each : batch) {
        each.get();
      }
      settle();
      seen.println(look().line());
    }
  }

  /** Gives what was dropped the time to be found, and a next call to be reported by. */
  private void settle() throws Exception {
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(400);
      for (SoakClient each : clients) {
        each.call(0);
        made++;
      }
    }
  }

  private SoakIT.Look look() throws JMException, IOException {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    long openCalls = 0;
    long spans = 0;
    long bytes = 0;
    for (String line : histogram.lines().toList()) {
      String[] columns = line.trim().split("\\s+");
      if (line.startsWith("Total")) {
        bytes = Long.parseLong(columns[2]);
      } else if (line.contains(" io.tracewheel.javaagent.genai.GenAiCall")
          && columns[3].endsWith(".GenAiCall")) {
        openCalls += Long.parseLong(columns[1]);
      } else if (columns.length > 3 && columns[3].equals("io.opentelemetry.sdk.trace.SdkSpan")) {
        spans += Long.parseLong(columns[1]);
      }
    }
    return new SoakIT.Look(
        made, bytes, openCalls, spans, ManagementFactory.getThreadMXBean().getThreadCount());
  }
}
