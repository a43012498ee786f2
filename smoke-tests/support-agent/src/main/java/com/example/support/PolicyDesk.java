// SPDX-License-Identifier: Apache-2.0
package com.example.support;

import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;

/** Answers questions on the shop's policies from the policies alone, word by word. */
public interface PolicyDesk {
  /** The policies that match the question are looked up and added to it. */
  @SystemMessage(
      "You explain the policies of Lumen. Use only the policies given with the question.")
  TokenStream explain(@UserMessage String question);
}
