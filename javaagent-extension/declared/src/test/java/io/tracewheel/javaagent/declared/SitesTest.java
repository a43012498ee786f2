// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.annotations.TracedTool;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SitesTest {

  @TracedTool(name = "{this.unknown}")
  int[][] run(long a, String[] b, Map.Entry<String, boolean[]> c) {
    return new int[0][];
  }

  int run() {
    return 0;
  }

  private static @Nullable Site site(String signature) {
    return Sites.of(SitesTest.class, signature);
  }

  @Test
  void methodsAreFoundByNameAndDescriptor() {
    assertThat(site("run(J[Ljava/lang/String;Ljava/util/Map$Entry;)[[I"))
        .isNotNull()
        .satisfies(site -> assertThat(site.method.getParameterCount()).isEqualTo(3));
    assertThat(site("run()I")).as("not declared").isNull();
    assertThat(site("walk()V")).as("not there").isNull();
  }

  @Test
  void aNameThatCannotBeReadGivesWayToTheDefault() {
    Site tool = site("run(J[Ljava/lang/String;Ljava/util/Map$Entry;)[[I");
    assertThat(tool).isNotNull();
    assertThat(tool.name(this, new Object[3])).isEqualTo("run");
  }
}
