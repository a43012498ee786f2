// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.util.function.Supplier;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** The method of Micrometer through which all of Spring AI's observations are made. */
final class ObservationMatchers {

  static final String DOCUMENTATION = "io.micrometer.observation.docs.ObservationDocumentation";

  private ObservationMatchers() {}

  static ElementMatcher.Junction<MethodDescription> makesObservation() {
    return named("observation").and(takesArguments(4)).and(takesArgument(2, Supplier.class));
  }
}
