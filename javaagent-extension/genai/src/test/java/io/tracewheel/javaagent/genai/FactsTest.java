// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FactsTest {

  @Test
  void itIsTheMapThatTheJdkWouldMake() {
    long seed = 5;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      Facts facts = new Facts();
      Map<AttributeKey<?>, Object> expected = new LinkedHashMap<>();
      for (int i = random.nextInt(60); i > 0; i--) {
        int number = random.nextInt(30);
        // Equal keys that are not the same object, as of another class loader's copy.
        AttributeKey<?> key =
            random.nextBoolean()
                ? AttributeKey.longKey("key" + number)
                : AttributeKey.stringKey("key" + number);
        switch (random.nextInt(9)) {
          case 0 -> {
            boolean odd = random.nextBoolean();
            facts.keepOnly(each -> isOdd(each) == odd);
            expected.keySet().removeIf(each -> isOdd(each) != odd);
          }
          case 1 -> facts = new Facts(facts);
          case 2 -> {
            facts.putAll(Map.of(key, i));
            expected.putAll(Map.of(key, i));
          }
          case 3 ->
              assertThat(facts.remove(key))
                  .as("seed %s, round %s", seed, round)
                  .isEqualTo(expected.remove(key));
          default ->
              assertThat(facts.put(key, i))
                  .as("seed %s, round %s", seed, round)
                  .isEqualTo(expected.put(key, i));
        }
        assertThat(facts.get(key)).isEqualTo(expected.get(key));
        assertThat(facts.containsKey(key)).isEqualTo(expected.containsKey(key));
      }
      List<Object> seen = new ArrayList<>();
      facts.forEach((key, value) -> seen.add(Map.entry(key, value)));
      assertThat(facts).as("seed %s, round %s", seed, round).isEqualTo(expected);
      assertThat(seen).isEqualTo(new ArrayList<Object>(expected.entrySet()));
      assertThat(new ArrayList<Object>(facts.entrySet())).isEqualTo(seen);
    }
  }

  @Test
  void aCopyGoesItsOwnWay() {
    Facts facts = new Facts();
    facts.put(GenAiAttributes.RESPONSE_ID, "a");
    Facts copy = new Facts(facts);
    copy.put(GenAiAttributes.RESPONSE_ID, "b");
    copy.put(GenAiAttributes.RESPONSE_MODEL, "m");
    assertThat(facts).hasSize(1).containsEntry(GenAiAttributes.RESPONSE_ID, "a");
  }

  private static boolean isOdd(AttributeKey<?> key) {
    return Integer.parseInt(key.getKey().substring("key".length())) % 2 == 1;
  }
}
