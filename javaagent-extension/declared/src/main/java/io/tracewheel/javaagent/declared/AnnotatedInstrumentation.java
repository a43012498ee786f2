// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static net.bytebuddy.matcher.ElementMatchers.declaresMethod;
import static net.bytebuddy.matcher.ElementMatchers.isAnnotatedWith;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Methods that carry one of Tracewheel's annotations; what the configuration says comes first. */
final class AnnotatedInstrumentation implements TypeInstrumentation {

  private final Declarations declarations;

  AnnotatedInstrumentation(Declarations declarations) {
    this.declarations = declarations;
  }

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return hasClassesNamed(Site.ANNOTATIONS + "Tool");
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return declaresMethod(annotated());
  }

  @Override
  public void transform(TypeTransformer transformer) {
    DeclaredMatchers.advise(
        transformer,
        DeclaredMatchers.hasBody()
            .and(annotated())
            .and(method -> DeclaredMatchers.first(declarations, method) == null));
  }

  private static ElementMatcher.Junction<MethodDescription> annotated() {
    return isAnnotatedWith(
        namedOneOf(
            Site.ANNOTATIONS + "Tool",
            Site.ANNOTATIONS + "Agent",
            Site.ANNOTATIONS + "Workflow",
            Site.ANNOTATIONS + "Retrieval"));
  }
}
