// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import io.tracewheel.smoke.evaluator.Checkout;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * Every fault against the packaged evaluator: nothing that it acknowledged is lost, repeated is at
 * most what the fault explains, and it goes on. The table is printed; the long form keeps it in the
 * README.
 */
@Timeout(1800)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class FaultsIT {

  private static final Form FORM = Form.ofThisRun();

  /** Part of the names of those to run; then also of those that are in the long form only. */
  private static final String ONLY = System.getProperty("tracewheel.faults.only", "");

  /** Whether the rows go into the README. */
  private static final boolean KEEP = Boolean.getBoolean("tracewheel.faults.table");

  private final FaultTable table = new FaultTable(FORM, all().stream().map(Fault::name).toList());
  private final long seed = System.nanoTime();

  private static List<Fault> all() {
    return Stream.of(
            Kills.all(),
            BadDestinations.all(),
            BadDisks.all(),
            BrokenLogs.all(),
            BadRequests.all(),
            BadConnections.all(),
            OddTelemetry.all(),
            BadEvaluators.all())
        .flatMap(List::stream)
        .toList();
  }

  static Stream<Fault> faults() {
    return all().stream()
        .filter(fault -> FORM == Form.LONG || fault.inShortForm() || !ONLY.isEmpty())
        .filter(fault -> fault.name().contains(ONLY));
  }

  @BeforeAll
  void sayTheSeed() {
    System.out.println("faults: seed " + seed);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void nothingAcknowledgedIsLost(Fault fault, @TempDir Path directory) throws Exception {
    try (Stage stage = new Stage(FORM, directory, seed)) {
      fault.course().run(stage);
      table.add(stage.account(fault.name()));
    } catch (TestAbortedException e) {
      table.skip(fault.name(), String.valueOf(e.getMessage()));
      throw e;
    } finally {
      if (KEEP) {
        table.write(Checkout.root().resolve("smoke-tests/evaluator-it/README.md"));
      }
    }
  }

  @AfterAll
  void sayTheTable() {
    System.out.println(table);
  }
}
