// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeclarationsTest {

  private static Map<String, String> good() {
    Map<String, String> said = new HashMap<>();
    said.put("class", "com.acme.tools.*, java.lang.Number");
    said.put("methods", "run, call*");
    said.put("kind", "tool");
    return said;
  }

  private static Declaration with(String key, String value) {
    Map<String, String> said = good();
    said.put(key, value);
    return Declaration.of("declared.weather", said::get);
  }

  @Test
  void exactClassNamesTakeWhatExtendsThem() {
    Declaration declaration = Declaration.of("declared.weather", good()::get);
    assertThat(declaration.takesClass(Integer.class)).isTrue();
    assertThat(declaration.takesClass(String.class)).isFalse();
    assertThat(with("class", "java.lang.Comparable").takesClass(String.class)).isTrue();
    assertThat(with("class", "java.lang.*").takesClass(String.class)).isTrue();
  }

  @Test
  void asterisksLeaveOutPrivateMethodsAndThoseOfEveryObject() {
    Declaration declaration = with("methods", "*,secret,hashCode");
    assertThat(declaration.takesMethod("call", false)).isTrue();
    assertThat(declaration.takesMethod("call", true)).isFalse();
    assertThat(declaration.takesMethod("toString", false)).isFalse();
    assertThat(declaration.takesMethod("secret", true)).isTrue();
    assertThat(declaration.takesMethod("hashCode", false)).isTrue();
  }

  @Test
  void whatCannotBeMeantIsRefusedWithTheKeyAndTheRule() {
    refused("kind", "tol", "kind is 'tol', but must be tool, agent, workflow or retrieval");
    refused("kind", " ", "kind is missing: write tool, agent, workflow or retrieval");
    refused("class", "", "class is missing: write names, in which * stands for any characters");
    refused(
        "class",
        "*.*",
        "class '*.*' would take every class: name a package, as in com.acme.tools.*");
    refused("methods", "run,", "methods: A name is empty: remove the comma too many");
    refused("input", "arg 0", "input: 'arg 0' is no path: write arg0");
    refused("name", "{}", "name: '' is no path: write arg0");
  }

  private static void refused(String key, String value, String sentence) {
    assertThatThrownBy(() -> with(key, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(sentence);
  }
}
