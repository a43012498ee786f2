// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import io.tracewheel.smoke.evaluator.EvaluatorProcess;
import io.tracewheel.smoke.evaluator.Load;
import java.util.List;

/** Processes that end. */
final class Kills {

  private Kills() {}

  static List<Fault> all() {
    return List.of(
        new Fault("SIGKILL under load", Kills::underLoad),
        new Fault("SIGKILL while it recovers", Kills::whileItRecovers),
        new Fault("SIGTERM under load", Kills::terminated),
        new Fault("SIGTERM, destination down", Kills::terminatedWithABacklog));
  }

  private static void underLoad(Stage stage) throws Exception {
    int rounds = stage.form.of(2, 100);
    stage.did("%d times, each after 200 to 800 acknowledged spans", rounds);
    for (int round = 0; round < rounds; round++) {
      stage.up();
      stage.startLoad().awaitAcknowledged(200 + stage.random.nextInt(600));
      stage.kill();
    }
    recover(stage, rounds);
  }

  private static void whileItRecovers(Stage stage) throws Exception {
    int rounds = stage.form.of(1, 30);
    stage.did("%d times under load, and again within a second of each start", rounds);
    for (int round = 0; round < rounds; round++) {
      stage.up();
      stage.startLoad().awaitAcknowledged(200 + stage.random.nextInt(600));
      stage.kill();
      EvaluatorProcess recovering = stage.begin();
      Thread.sleep(stage.random.nextInt(1_000));
      recovering.kill();
    }
    recover(stage, 2 * rounds);
  }

  private static void recover(Stage stage, int kills) throws Exception {
    // Each kill may repeat what was in flight.
    stage.duplicatesAtMost(kills * Stage.IN_FLIGHT * Load.SPANS_PER_REQUEST);
    stage.over();
    stage.up();
    stage.settle();
  }

  private static void terminated(Stage stage) throws Exception {
    int rounds = stage.form.of(1, 20);
    stage.did("%d times, each after 200 to 800 acknowledged spans", rounds);
    for (int round = 0; round < rounds; round++) {
      stage.up();
      stage.startLoad().awaitAcknowledged(200 + stage.random.nextInt(600));
      stage.stop();
      stage.unload();
    }
    stage.over();
    stage.up();
    stage.settle();
  }

  private static void terminatedWithABacklog(Stage stage) throws Exception {
    stage.did("told to stop with a backlog that nobody takes, then started again");
    stage.setup.more = "service: {drain_timeout: 2s}";
    stage.up();
    stage.sinkDown();
    stage.startLoad().awaitAcknowledged(stage.form.of(500, 20_000));
    stage.stop();
    stage.unload();
    stage.sinkUp();
    stage.over();
    stage.up();
    stage.settle();
  }
}
