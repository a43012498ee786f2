// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.modelstub;

import tools.jackson.databind.JsonNode;

/**
 * What of a request decides its answer.
 *
 * @param lastUserText text of the user's last message
 * @param systemText text of the first system (or developer) message; empty without one
 * @param toolResults number of tool results after the user's last message
 */
record Conversation(String lastUserText, String systemText, int toolResults) {
  static Conversation of(JsonNode request) {
    String user = "";
    String system = "";
    int results = 0;
    for (JsonNode message : request.path("messages")) {
      switch (message.path("role").asString("")) {
        case "user" -> {
          user = text(message.path("content"));
          results = 0;
        }
        case "system", "developer" ->
            system = system.isEmpty() ? text(message.path("content")) : system;
        case "tool" -> results++;
        default -> {}
      }
    }
    return new Conversation(user, system, results);
  }

  /** A string, or an array of parts. */
  private static String text(JsonNode content) {
    if (content.isString()) {
      return content.stringValue();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      text.append(part.path("text").asString(""));
    }
    return text.toString();
  }
}
