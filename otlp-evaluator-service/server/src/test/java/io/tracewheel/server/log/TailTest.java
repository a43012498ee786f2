// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;

class TailTest {

  private static final int BODY = 100;
  private static final int RECORD = BODY + RecordFormat.HEADER;

  private final Tail tail = new Tail(3 * BODY);

  private static LogRecord record(long number) {
    return new LogRecord(
        number * RECORD, (number + 1) * RECORD, 0, Signal.TRACES, ByteSlice.of(new byte[BODY]));
  }

  private List<Long> numbers(long from, long end, int maxBytes) {
    return tail.from(from * RECORD, end * RECORD, maxBytes).stream()
        .map(record -> record.position() / RECORD)
        .toList();
  }

  @Test
  void givesWhatFollowsAPositionUpToTheDurableEnd() {
    tail.add(record(0));
    tail.add(record(1));
    tail.add(record(2));

    assertThat(numbers(0, 2, 1 << 20)).containsExactly(0L, 1L);
    assertThat(numbers(1, 3, 1 << 20)).containsExactly(1L, 2L);
    assertThat(numbers(3, 3, 1 << 20)).isEmpty();
  }

  @Test
  void aReaderBehindTheTailIsSentToTheFileAndNeverPastAGap() {
    for (int i = 0; i < 5; i++) {
      tail.add(record(i));
    }
    assertThat(numbers(0, 5, 1 << 20)).as("fell out of the tail").isEmpty();
    assertThat(numbers(2, 5, 1 << 20)).containsExactly(2L, 3L, 4L);

    Tail gap = new Tail(1 << 20);
    gap.add(record(0));
    gap.add(record(2));
    assertThat(gap.from(0, 3 * RECORD, 1 << 20)).hasSize(1);
  }

  @Test
  void theFirstRecordIsGivenHoweverLongAndNoMoreThanAskedForAfterIt() {
    tail.add(record(0));
    tail.add(record(1));
    tail.add(record(2));

    assertThat(numbers(0, 3, 1)).containsExactly(0L);
    assertThat(numbers(0, 3, 2 * RECORD)).containsExactly(0L, 1L);
  }

  @Test
  void forgetsWhatWasReadAndWhatNeverGotIntoTheLog() {
    tail.add(record(0));
    tail.add(record(1));
    tail.add(record(2));

    tail.dropBefore(RECORD);
    tail.dropFrom(2 * RECORD);

    assertThat(numbers(0, 3, 1 << 20)).isEmpty();
    assertThat(numbers(1, 3, 1 << 20)).containsExactly(1L);
  }
}
