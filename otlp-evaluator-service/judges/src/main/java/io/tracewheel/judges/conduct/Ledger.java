// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was reserved and settled, by day and rule, in a file that is only added to. A reservation is
 * on disk before {@link #reserve} returns; one that was never settled, because the process died,
 * counts in full for ever. A settlement that is lost does no harm: it only gave something back. Not
 * thread-safe.
 */
final class Ledger implements AutoCloseable {
  private static final long COMPACT_AT = 1 << 20;

  private final LedgerFile file;
  private final String name;

  /** Reservations and what is settled, of the day that {@link #day} says. */
  private final Map<String, Spent> totals = new HashMap<>();

  private final Map<Long, LedgerLine> open = new LinkedHashMap<>();
  private long day = Long.MIN_VALUE;
  private long number;
  private long length;

  /** Where the file ends for us cannot be made sure: nothing more is written. */
  private boolean broken;

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, or is damaged anywhere but at its end
   */
  Ledger(LedgerFile file, String name) throws IOException {
    this.file = file;
    this.name = name;
    recover(new String(file.read(), ISO_8859_1));
    compact();
  }

  private void recover(String text) throws IOException {
    int damagedAt = 0;
    int lines = 0;
    for (int start = 0; start < text.length(); lines++) {
      int end = text.indexOf('\n', start);
      LedgerLine line = end < 0 ? null : LedgerLine.parse(text.substring(start, end));
      if (line == null) {
        damagedAt = damagedAt == 0 ? lines + 1 : damagedAt;
      } else if (damagedAt > 0) {
        // Only the end can be torn by a crash. This hides spending, so nobody may spend on.
        throw new IOException(
            "the budget file "
                + name
                + " is damaged at line "
                + damagedAt
                + "; restore it, or remove it to begin the day's budget anew");
      } else {
        apply(line);
      }
      start = end < 0 ? text.length() : end + 1;
    }
    open.clear();
  }

  private void apply(LedgerLine line) {
    if (line.day() > day) {
      turnTo(line.day());
    }
    number = Math.max(number, line.number());
    if (line.kind() == LedgerLine.SETTLE) {
      LedgerLine reserved = open.remove(line.number());
      if (reserved != null && reserved.day() == day) {
        add(reserved.rule(), line.spent(), reserved.spent());
      }
    } else {
      if (line.day() == day) {
        add(line.rule(), line.spent(), Spent.NOTHING);
      }
      if (line.kind() == LedgerLine.RESERVE) {
        open.put(line.number(), line);
      }
    }
  }

  private void add(String rule, Spent more, Spent less) {
    totals.put(rule, spent(rule).plus(more).minus(less));
  }

  private void turnTo(long newDay) {
    day = newDay;
    totals.clear();
  }

  /** A clock that was set back opens no day again. */
  void turn(long today) {
    if (today > day) {
      turnTo(today);
    }
  }

  Spent spent(String rule) {
    return totals.getOrDefault(rule, Spent.NOTHING);
  }

  Spent all() {
    return totals.values().stream().reduce(Spent.NOTHING, Spent::plus);
  }

  /** Notes a reservation, on disk when this returns; its number. */
  long reserve(String rule, Spent most) throws IOException {
    if (length > COMPACT_AT) {
      compact();
    }
    LedgerLine line = new LedgerLine(LedgerLine.RESERVE, number + 1, day, rule, most);
    write(line, true);
    number++;
    add(rule, most, Spent.NOTHING);
    open.put(line.number(), line);
    return line.number();
  }

  /** Puts what was really spent in place of a reservation. */
  void settle(long reservation, Spent spent) throws IOException {
    LedgerLine reserved = open.remove(reservation);
    if (reserved == null) {
      return;
    }
    if (reserved.day() == day) {
      add(reserved.rule(), spent, reserved.spent());
    }
    write(
        new LedgerLine(LedgerLine.SETTLE, reservation, reserved.day(), reserved.rule(), spent),
        more(spent, reserved.spent()));
  }

  /** Whether more was spent than reserved: then the settlement must not be lost. */
  private static boolean more(Spent spent, Spent reserved) {
    return spent.tokens() > reserved.tokens() || spent.nanos() > reserved.nanos();
  }

  private void write(LedgerLine line, boolean force) throws IOException {
    if (broken) {
      throw new IOException("an earlier write failed");
    }
    byte[] bytes = line.bytes();
    try {
      file.append(bytes);
      if (force) {
        file.force();
      }
      length += bytes.length;
    } catch (IOException e) {
      broken = true;
      file.truncate(length);
      broken = false;
      throw e;
    }
  }

  private void compact() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<String, Spent> settled = new HashMap<>(totals);
    List<LedgerLine> still = new ArrayList<>();
    for (LedgerLine line : open.values()) {
      if (line.day() == day) {
        settled.computeIfPresent(line.rule(), (rule, spent) -> spent.minus(line.spent()));
        still.add(line);
      }
    }
    settled.forEach(
        (rule, spent) ->
            out.writeBytes(new LedgerLine(LedgerLine.TOTAL, number, day, rule, spent).bytes()));
    still.forEach(line -> out.writeBytes(line.bytes()));
    byte[] bytes = out.toByteArray();
    file.replace(bytes);
    length = bytes.length;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
