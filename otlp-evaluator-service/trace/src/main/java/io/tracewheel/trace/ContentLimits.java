// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

/**
 * Bounds of the work that reading the content of one span may cause. Content over a limit is
 * reported as unreadable, never cut.
 *
 * @param maxContentBytes longest content attribute that is parsed, in bytes
 * @param maxParts most messages, message parts and tool definitions that are read from one
 *     attribute, counted together
 * @param maxFinishReasons most finish reasons that are read from one span
 */
public record ContentLimits(int maxContentBytes, int maxParts, int maxFinishReasons) {

  /** 8 MiB of content, 100,000 parts, 1,000 finish reasons. */
  public static final ContentLimits DEFAULT = new ContentLimits(8 << 20, 100_000, 1_000);

  /** Rejects limits below one. */
  public ContentLimits {
    if (maxContentBytes < 1 || maxParts < 1 || maxFinishReasons < 1) {
      throw new IllegalArgumentException("content limits must be at least 1");
    }
  }
}
