// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.matcher.ElementMatcher;
import org.junit.jupiter.api.Test;

class DeclaredInstrumentationTest {

  private final List<String> problems = new ArrayList<>();

  /** Collects what advice would be put around. */
  private static final class Advised implements TypeTransformer {
    final List<ElementMatcher<? super MethodDescription>> matchers = new ArrayList<>();

    @Override
    public void applyAdviceToMethod(
        ElementMatcher<? super MethodDescription> methods, String adviceClassName) {
      matchers.add(methods);
    }

    @Override
    public void applyAdviceToMethod(
        ElementMatcher<? super MethodDescription> methods,
        Function<Advice.WithCustomMapping, Advice.WithCustomMapping> mapping,
        String adviceClassName) {
      matchers.add(methods);
    }

    @Override
    public void applyTransformer(AgentBuilder.Transformer transformer) {}

    long count(TypeDescription type) {
      return type.getDeclaredMethods().stream()
          .filter(method -> matchers.stream().anyMatch(matcher -> matcher.matches(method)))
          .count();
    }
  }

  private DeclaredInstrumentation declared(String type, String methods) {
    Declaration declaration =
        Declaration.of(
            "declared.x", Map.of("class", type, "methods", methods, "kind", "tool")::get);
    return new DeclaredInstrumentation(
        Declarations.of(List.of(declaration)),
        declaration,
        declaration.classes.get(0),
        problems::add);
  }

  private static TypeDescription typeWith(int methods) {
    DynamicType.Builder<?> type = new ByteBuddy().subclass(Object.class).name("com.acme.Many");
    for (int i = 0; i < methods; i++) {
      type = type.defineMethod("run" + i, String.class).intercept(FixedValue.value("ran"));
    }
    try (DynamicType.Unloaded<?> made = type.make()) {
      return made.getTypeDescription();
    }
  }

  @Test
  void aPatternThatTakesFarTooMuchIsBoundedAndThatIsSaidOnce() {
    DeclaredInstrumentation instrumentation = declared("com.acme.*", "*");
    TypeDescription type = typeWith(700);
    Advised advised = new Advised();
    instrumentation.transform(advised);

    assertThat(advised.count(type)).isEqualTo(DeclaredInstrumentation.MOST_METHODS);
    assertThat(advised.count(type)).as("seen again").isEqualTo(500);
    assertThat(problems)
        .containsExactly(
            "declared.x: com.acme.* takes more than 500 methods; only the first 500 are traced."
                + " Name fewer.");
  }

  @Test
  void aClassWithoutTheMethodIsToldOfOnceWithWhatItHas() {
    DeclaredInstrumentation instrumentation = declared("com.acme.Many", "ran*");
    assertThat(instrumentation.typeMatcher().matches(typeWith(2))).isTrue();
    assertThat(instrumentation.typeMatcher().matches(typeWith(2))).isTrue();
    instrumentation.sayIfInVain();

    assertThat(problems)
        .containsExactly(
            "declared.x: com.acme.Many has no method of its own that is called [ran*]; it has"
                + " [run0, run1].");
  }

  @Test
  void whatNeverMatchedIsToldAtTheEnd() {
    declared("com.acme.Gone", "run").sayIfInVain();
    assertThat(problems)
        .containsExactly(
            "declared.x: no class that was loaded is com.acme.Gone and has a method [run], so"
                + " nothing of it was traced.");
  }

  @Test
  void implementationsAreTakenAndAbstractMethodsAreNot() {
    DeclaredInstrumentation skill = declared(HomeGrown.Skill.class.getName(), "run");
    TypeDescription translate = TypeDescription.ForLoadedType.of(HomeGrown.Translate.class);
    TypeDescription skillItself = TypeDescription.ForLoadedType.of(HomeGrown.Skill.class);
    Advised advised = new Advised();
    skill.transform(advised);

    assertThat(skill.typeMatcher().matches(translate)).isTrue();
    assertThat(advised.count(translate)).isEqualTo(1);
    assertThat(skill.typeMatcher().matches(skillItself)).isTrue();
    assertThat(advised.count(skillItself)).isZero();
    assertThat(skill.typeMatcher().matches(typeWith(1))).isFalse();
    assertThat(problems).isEmpty();
  }
}
