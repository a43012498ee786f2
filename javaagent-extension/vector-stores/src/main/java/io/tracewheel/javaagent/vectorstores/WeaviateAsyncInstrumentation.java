// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The async {@code Get}, from 5.0. Its future tells nobody when it is done; its callback does, also
 * where the application gave none.
 */
final class WeaviateAsyncInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("io.weaviate.client.v1.async.graphql.api.Get");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    ElementMatcher<TypeDescription> callback = named(SearchCallback.TYPE);
    transformer.applyAdviceToMethod(
        named("run").and(takesArguments(1)).and(takesArgument(0, callback)),
        getClass().getName() + "$RunAdvice");
    transformer.applyAdviceToMethod(
        named("run").and(takesArguments(2)).and(takesArgument(1, callback)),
        getClass().getName() + "$TypedAdvice");
  }

  /** Advice: the answer as maps and lists. */
  public static final class RunAdvice {

    private RunAdvice() {}

    /** Answers the search and the callback in place of the application's. */
    @Advice.AssignReturned.ToArguments(
        @ToArgument(value = 0, index = 1, typing = Assigner.Typing.DYNAMIC))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static Object @Nullable [] onEnter(
        @Advice.This Object get, @Advice.Argument(0) @Nullable Object callback) {
      return SearchCallback.before(get, callback);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Thrown @Nullable Throwable thrown, @Advice.Enter Object @Nullable [] entered) {
      SearchCallback.requested(entered, thrown);
    }
  }

  /** Advice: the answer as objects of the application's. */
  public static final class TypedAdvice {

    private TypedAdvice() {}

    /** Answers the search and the callback in place of the application's. */
    @Advice.AssignReturned.ToArguments(
        @ToArgument(value = 1, index = 1, typing = Assigner.Typing.DYNAMIC))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static Object @Nullable [] onEnter(
        @Advice.This Object get, @Advice.Argument(1) @Nullable Object callback) {
      return SearchCallback.before(get, callback);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Thrown @Nullable Throwable thrown, @Advice.Enter Object @Nullable [] entered) {
      SearchCallback.requested(entered, thrown);
    }
  }
}
