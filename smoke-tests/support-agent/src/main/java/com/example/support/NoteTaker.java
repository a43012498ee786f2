// SPDX-License-Identifier: Apache-2.0
package com.example.support;

import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;

/** Sums a conversation up for the shop's own records. */
public interface NoteTaker {
  /** The model is asked for JSON of the shape of the note. */
  @SystemMessage("You write case notes for the records of Lumen.")
  CaseNote note(@UserMessage String conversation);

  /**
   * A case in short.
   *
   * @param orderId order that it was about
   * @param summary what happened
   * @param closed whether nothing is left to do
   */
  record CaseNote(String orderId, String summary, boolean closed) {}
}
