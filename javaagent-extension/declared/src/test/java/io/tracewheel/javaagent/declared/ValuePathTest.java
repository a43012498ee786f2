// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuePathTest {

  private static final List<String> NAMES = List.of("query", "limit");

  /** What applications have beside maps and records. */
  static final class Bean {
    private final String secret = "field";

    String getThrowing() {
      throw new IllegalStateException();
    }

    public boolean isReady() {
      return true;
    }
  }

  record Person(String name, Optional<Person> friend) {}

  private static @Nullable Object read(String path, @Nullable Object... arguments) {
    return new ValuePath(path).read("self", arguments, NAMES, Map.of("text", "answer"));
  }

  @Test
  void argumentsAreFoundByNumberAndByName() {
    assertThat(read("arg1", "a", 7)).isEqualTo(7);
    assertThat(read("query", "a", 7)).isEqualTo("a");
    assertThat(read("this")).isEqualTo("self");
  }

  @Test
  void propertiesAreMembersOfMapsElementsGettersAndFields() {
    Person person = new Person("Ada", Optional.of(new Person("Grace", Optional.empty())));
    assertThat(read("result.text")).isEqualTo("answer");
    assertThat(read("arg0.friend.name", person)).isEqualTo("Grace");
    assertThat(read("arg0.1.0", Arrays.asList("x", new String[] {"y"}))).isEqualTo("y");
    assertThat(read("arg0.ready", new Bean())).isEqualTo(true);
    assertThat(read("arg0.secret", new Bean())).isEqualTo("field");
  }

  @Test
  void whatIsNotThereIsNull() {
    Person alone = new Person("Ada", Optional.empty());
    assertThat(read("arg9", "a")).isNull();
    assertThat(read("arg0.name", (Object) null)).isNull();
    assertThat(read("arg0.friend.name", alone)).isNull();
    assertThat(read("arg0.throwing", new Bean())).isNull();
    assertThat(read("arg0.5", List.of(1))).isNull();
    assertThat(read("arg0.99999999999", List.of(1))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "arg0.", ".text", "arg0..text", "a b", "result[0]", "{arg0}", "0"})
  void whatIsNoPathIsRefusedWithTheRule(String text) {
    assertThatThrownBy(() -> new ValuePath(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + text + "' is no path: write arg0, ");
  }

  @Test
  void aPathThatNoCallCanHaveSaysWhatTheMethodHas() {
    assertThat(new ValuePath("limit.max").misfit(2, NAMES)).isNull();
    assertThat(new ValuePath("arg2").misfit(2, List.of()))
        .isEqualTo(
            "'arg2' starts at an argument that the method does not have: it has arg0 to arg1");
    assertThat(new ValuePath("query").misfit(1, List.of()))
        .endsWith(
            "it has arg0, and parameters have names only if the class is compiled with"
                + " -parameters");
  }
}
