// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetPropertyTest {
  private static final Limits WHOLE = new Limits(60, 40_000, 900_000);
  private static final Limits RULE = new Limits(40, 30_000, 700_000);

  /** What was really spent, whatever the budget believes. */
  private static final class Truth {
    final AtomicLong calls = new AtomicLong();
    final AtomicLong tokens = new AtomicLong();
    final AtomicLong nanos = new AtomicLong();

    void check(Limits limits, String where) {
      assertThat(calls.get()).as("calls " + where).isLessThanOrEqualTo(limits.calls());
      assertThat(tokens.get()).as("tokens " + where).isLessThanOrEqualTo(limits.tokens());
      assertThat(nanos.get()).as("money " + where).isLessThanOrEqualTo(limits.nanos());
    }

    void add(Spent spent) {
      calls.addAndGet(spent.calls());
      tokens.addAndGet(spent.tokens());
      nanos.addAndGet(spent.nanos());
    }
  }

  /** Bytes that are safe, and bytes that a loss of power may take, in part too. */
  private static final class FragileFile implements LedgerFile {
    private final Random random;
    private final int failEvery;
    private byte[] safe;
    private final ByteArrayOutputStream unsafe = new ByteArrayOutputStream();
    private boolean dead;

    FragileFile(byte[] content, Random random, int failEvery) {
      this.safe = content;
      this.random = random;
      this.failEvery = failEvery;
    }

    @Override
    public synchronized byte[] read() {
      return all();
    }

    private byte[] all() {
      byte[] all = Arrays.copyOf(safe, safe.length + unsafe.size());
      System.arraycopy(unsafe.toByteArray(), 0, all, safe.length, unsafe.size());
      return all;
    }

    @Override
    public synchronized void append(byte[] bytes) throws IOException {
      alive();
      if (failEvery > 0 && random.nextInt(failEvery) == 0) {
        unsafe.write(bytes, 0, random.nextInt(bytes.length));
        throw new IOException("No space left on device");
      }
      unsafe.writeBytes(bytes);
    }

    @Override
    public synchronized void force() throws IOException {
      alive();
      if (failEvery > 0 && random.nextInt(failEvery) == 0) {
        throw new IOException("Input/output error");
      }
      safe = all();
      unsafe.reset();
    }

    @Override
    public synchronized void truncate(long length) throws IOException {
      alive();
      byte[] cut = Arrays.copyOf(all(), (int) length);
      safe = Arrays.copyOf(cut, Math.min(safe.length, cut.length));
      unsafe.reset();
      unsafe.write(cut, safe.length, cut.length - safe.length);
    }

    @Override
    public synchronized void replace(byte[] bytes) throws IOException {
      alive();
      safe = bytes.clone();
      unsafe.reset();
    }

    private void alive() throws IOException {
      if (dead) {
        throw new IOException("the machine is off");
      }
    }

    /** The machine loses power: what remains. */
    synchronized byte[] crash() {
      dead = true;
      return Arrays.copyOf(all(), safe.length + random.nextInt(unsafe.size() + 1));
    }

    @Override
    public void close() {}
  }

  @Test
  void neverMoreIsSpentThanMayBeThroughRacesFullDisksAndLossesOfPower() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int reached = 0;
    for (int round = 0; round < 40; round++) {
      Truth all = new Truth();
      Truth[] rules = {new Truth(), new Truth()};
      byte[] content = new byte[0];
      for (int life = 0; life < 6; life++) {
        int failEvery = round % 2 == 0 ? 0 : 7;
        FragileFile file = new FragileFile(content, new Random(random.nextLong()), failEvery);
        Budget budget = new Budget(WHOLE, new Ledger(file, "test"), () -> 1L);
        spend(budget, all, rules, random.nextLong());
        content = file.crash();
      }
      String where = "in round " + round + " of seed " + seed;
      all.check(WHOLE, where);
      rules[0].check(RULE, where);
      rules[1].check(RULE, where);
      reached += all.calls.get() > WHOLE.calls() / 3 ? 1 : 0;
    }
    // Else nothing was proved: a budget that lets nothing through is never passed either.
    assertThat(reached).isGreaterThan(30);
  }

  private static void spend(Budget budget, Truth all, Truth[] rules, long seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(seed + i);
        work.add(
            () -> {
              for (int n = 0; n < 6; n++) {
                int rule = random.nextInt(2);
                Spent most = new Spent(1, 200 + random.nextInt(800), random.nextInt(20_000));
                try {
                  Budget.Reservation reservation = budget.reserve("rule_" + rule, RULE, most);
                  // From here the call is made, whatever becomes of this process.
                  long tokens = (long) (random.nextDouble() * most.tokens());
                  long nanos = (long) (random.nextDouble() * most.nanos());
                  Spent real = new Spent(1, tokens, nanos);
                  all.add(real);
                  rules[rule].add(real);
                  if (random.nextInt(3) > 0) {
                    reservation.settle(tokens, nanos);
                  }
                } catch (OverBudgetException e) {
                  assertThat(e).hasMessageContaining("budget");
                }
              }
              return null;
            });
      }
      for (var done : threads.invokeAll(work)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void exactlyAsManyCallsAsMayBeInOneRaceAndAcrossARestart(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("state/budget");
    Limits hundred = new Limits(100, Long.MAX_VALUE, Long.MAX_VALUE);
    int made = 0;
    for (int life = 0; life < 2; life++) {
      try (Budget budget = Budget.open(file, hundred, () -> 5L)) {
        int tries = life == 0 ? 2 : 10;
        ExecutorService threads = Executors.newFixedThreadPool(32);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
          work.add(
              () -> {
                int granted = 0;
                for (int n = 0; n < tries; n++) {
                  try {
                    budget.reserve("r", Limits.NONE, new Spent(1, 10, 0)).settle(5L, 0L);
                    granted++;
                  } catch (OverBudgetException e) {
                    assertThat(e)
                        .hasMessage(
                            "the day's budget of all judges, 100 calls, has no room for another"
                                + " call");
                  }
                }
                return granted;
              });
        }
        for (var done : threads.invokeAll(work)) {
          made += done.get();
        }
        threads.shutdownNow();
      }
      if (life == 0) {
        assertThat(made).isEqualTo(64);
      }
    }
    assertThat(made).isEqualTo(100);
  }

  @Test
  void theNextDayBeginsAnewAndAClockSetBackDoesNot(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("budget");
    Limits one = new Limits(1, Long.MAX_VALUE, Long.MAX_VALUE);
    long[] now = {10 * 86_400_000_000_000L};
    try (Budget budget = Budget.open(file, one, () -> now[0])) {
      budget.reserve("r", Limits.NONE, new Spent(1, 1, 1));
      now[0] -= 86_400_000_000_000L;
      assertThatThrownBy(() -> budget.reserve("r", Limits.NONE, new Spent(1, 1, 1)))
          .isInstanceOf(OverBudgetException.class);
      now[0] += 2 * 86_400_000_000_000L;
      budget.reserve("r", Limits.NONE, new Spent(1, 1, 1));
      assertThat(budget.spent().calls()).isEqualTo(1);
    }
  }

  @Test
  void aFileThatIsDamagedInTheMiddleOrInUseStopsAllSpending(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("budget");
    try (Budget budget = Budget.open(file, Limits.NONE, () -> 1L)) {
      budget.reserve("a", Limits.NONE, new Spent(1, 1, 1));
      budget.reserve("b", Limits.NONE, new Spent(1, 1, 1));
      assertThatThrownBy(() -> Budget.open(file, Limits.NONE, () -> 1L))
          .hasMessageContaining("is in use by another process");
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[3] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> Budget.open(file, Limits.NONE, () -> 1L))
        .hasMessageContaining("is damaged at line 1; restore it, or remove it");
  }
}
