// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.deadletters;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.server.export.LetterFiles;
import io.tracewheel.server.replay.Target;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Sends the letters of one destination, one after the other, and takes out what was accepted. */
final class LetterReplay {
  private final LetterFiles files;
  private final Target target;
  private final OtlpJson json = Letter.json();
  private long accepted;
  private long rejectedItems;
  private long notAccepted;
  private boolean gaveUp;
  private @Nullable String firstReason;

  LetterReplay(LetterFiles files, Target target) {
    this.files = files;
    this.target = target;
  }

  /**
   * What came of it.
   *
   * @param accepted letters that are delivered and not kept any more
   * @param rejectedItems of them that the destination left out, which must not be sent again
   * @param notAccepted letters that were tried and stay
   * @param gaveUp whether the destination could not take one for long, so that the rest was not
   *     tried
   * @param unreadable lines that are no letters and stay
   * @param firstReason why the first of these was not taken
   */
  record Outcome(
      long accepted,
      long rejectedItems,
      long notAccepted,
      boolean gaveUp,
      long unreadable,
      @Nullable String firstReason) {
    boolean complete() {
      return rejectedItems + notAccepted + unreadable == 0 && !gaveUp;
    }
  }

  /**
   * Sends everything once.
   *
   * @throws IOException if another replay of these letters is at work, or the files cannot be used;
   *     what was accepted before is remembered
   */
  Outcome run() throws IOException, InterruptedException {
    Closeable alone = files.replaying();
    if (alone == null) {
      throw new IOException(
          "The dead letters of "
              + files.destination()
              + " are being replayed by another process; wait for its end.");
    }
    StoredLetters letters = new StoredLetters(files);
    try (alone;
        Delivered delivered = Delivered.open(files.delivered())) {
      long unreadable;
      try {
        unreadable = letters.read(delivered.ids(), letter -> send(letter, delivered));
      } finally {
        letters.remove(delivered.ids());
        delivered.clear();
      }
      return new Outcome(accepted, rejectedItems, notAccepted, gaveUp, unreadable, firstReason);
    }
  }

  private boolean send(Letter letter, Delivered delivered)
      throws IOException, InterruptedException {
    Target.Answer answer;
    try {
      ByteSlice request = letter.request(json);
      answer = target.send(letter.signal(), request);
    } catch (MalformedOtlpException | IllegalArgumentException e) {
      answer = new Target.Answer(false, false, 0, "it is no OTLP request: " + e.getMessage());
    }
    if (answer.accepted()) {
      delivered.add(letter.id());
      accepted++;
      rejectedItems += answer.rejected();
    } else {
      notAccepted++;
      gaveUp = answer.gaveUp();
    }
    if (!answer.complete() && firstReason == null) {
      firstReason = answer.reason();
    }
    return !gaveUp;
  }
}
