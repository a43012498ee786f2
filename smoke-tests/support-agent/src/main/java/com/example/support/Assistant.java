// SPDX-License-Identifier: Apache-2.0
package com.example.support;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;

/** Answers customers and acts for them through {@link ShopTools}. */
public interface Assistant {
  /** One turn of a conversation; the memory of the conversation goes by its id. */
  @SystemMessage(
      "You are the support agent of Lumen, a web shop for furniture. Look up an order before you act"
          + " on it. Never promise what a tool has not confirmed.")
  String answer(@MemoryId String conversation, @UserMessage String question);
}
