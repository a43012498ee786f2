// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.trace.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PriceTableTest {
  private static final Instant NOON = Instant.parse("2026-10-07T12:00:00Z");

  @Test
  void theTierOfTheWholeCallIsThatOfItsInput() {
    PriceTable table =
        table(
            "{'models':['m*'],'tiers':[{'input':1,'output':2},"
                + "{'above_input_tokens':10,'input':3,'output':4}]}");
    assertThat(table.cost("p", "m1", usage(10, 1, -1, -1), NOON)).isEqualTo(12);
    assertThat(table.cost("p", "m1", usage(11, 1, -1, -1), NOON)).isEqualTo(37);
    assertThat(table.cost("p", "other", usage(1, 1, -1, -1), NOON)).isNull();
  }

  @Test
  void cachedTokensArePartsOfTheInputWithPricesOfTheirOwn() {
    PriceTable table =
        table("{'models':['m'],'tiers':[{'input':10,'cache_read':1,'cache_write':12,'output':0}]}");
    assertThat(table.cost(null, "m", usage(10, 0, 6, 3), NOON)).isEqualTo(10 + 6 + 36);
    // More cached than there is: as much as there is.
    assertThat(table.cost(null, "m", usage(10, 0, 60, 3), NOON)).isEqualTo(10);
    assertThat(table.cost(null, "m", usage(-1, -1, -1, -1), NOON)).isEqualTo(0);
  }

  @Test
  void anEntryIsValidFromItsFirstDayUntilTheDayAfterItsLast() {
    PriceTable table =
        table(
            "{'provider':'p','models':['m'],'until':'2026-10-07','tiers':[{'input':2,'output':0}]},"
                + "{'provider':'p','models':['m'],'from':'2026-10-07','tiers':[{'input':1,'output':0}]}");
    assertThat(table.cost("p", "m", usage(1, 0, -1, -1), NOON)).isEqualTo(1);
    assertThat(table.cost("p", "m", usage(1, 0, -1, -1), NOON.minusSeconds(86_400))).isEqualTo(2);
    assertThat(table.cost("q", "m", usage(1, 0, -1, -1), NOON)).isNull();
  }

  @Test
  void theBuiltInTableKnowsTiersAndChanges() {
    PriceTable table = PriceTable.builtIn();
    assertThat(table.cost("anthropic", "claude-haiku-5-5", usage(100_001, 0, -1, -1), NOON))
        .isEqualTo(0.0500005);
    assertThat(table.cost("gcp.gemini", "gemini-2.5-pro", usage(1_000_000, 0, -1, -1), NOON))
        .isEqualTo(2.5);
    assertThat(table.cost("openai", "gpt-4o-mini-2024-07-18", usage(1_000_000, 0, -1, -1), NOON))
        .isEqualTo(0.15);
  }

  @Test
  void aWrongTableIsRefusedWithASentence() {
    refused("{", "not valid JSON");
    refused("{'per_tokens':1}", "needs a list \"entries\"");
    refused("{'entries':[]}", "needs a number \"per_tokens\"");
    refused("{'per_tokens':1,'entries':[{'models':['m']}]}", "entry 1 needs \"models\" and a tier");
    refused(
        "{'per_tokens':1,'entries':[{'models':['m'],'from':'soon','tiers':[{'input':1,'output':1}]}]}",
        "entry 1 has a \"from\" that is no day");
    refused(
        "{'per_tokens':1,'entries':[{'models':['m'],'tiers':[{'input':'1','output':1}]}]}",
        "entry 1 needs a number \"input\"");
  }

  private static void refused(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static TokenUsage usage(long input, long output, long read, long write) {
    return new TokenUsage(input, output, read, write, -1);
  }

  private static PriceTable table(String entries) {
    return parse("{'per_tokens':1,'entries':[" + entries + "]}");
  }

  private static PriceTable parse(String json) {
    return PriceTable.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
