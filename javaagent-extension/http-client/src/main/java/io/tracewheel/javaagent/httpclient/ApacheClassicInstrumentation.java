// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/** The methods by which an application sends a request and waits; some lead to others. */
final class ApacheClassicInstrumentation implements TypeInstrumentation {

  private static final String REQUEST = "org.apache.hc.core5.http.ClassicHttpRequest";
  private static final String HOST = "org.apache.hc.core5.http.HttpHost";

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("org.apache.hc.client5.http.impl.classic.CloseableHttpClient");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        isExecute().and(takesArgument(0, named(REQUEST))), getClass().getName() + "$RequestAdvice");
    transformer.applyAdviceToMethod(
        isExecute().and(takesArgument(0, named(HOST))).and(takesArgument(1, named(REQUEST))),
        getClass().getName() + "$HostAdvice");
  }

  private static ElementMatcher.Junction<MethodDescription> isExecute() {
    return named("execute").and(isPublic()).and(not(isBridge()));
  }

  /** Advice: the request says where it goes. */
  public static final class RequestAdvice {

    private RequestAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable ApacheTap onEnter(@Advice.Argument(0) ClassicHttpRequest request) {
      return ApacheTap.start(null, request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Thrown @Nullable Throwable thrown, @Advice.Enter @Nullable ApacheTap tap) {
      if (tap != null) {
        tap.returned(thrown);
      }
    }
  }

  /** Advice: the caller says where it goes. */
  public static final class HostAdvice {

    private HostAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable ApacheTap onEnter(
        @Advice.Argument(0) HttpHost host, @Advice.Argument(1) ClassicHttpRequest request) {
      return ApacheTap.start(host, request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Thrown @Nullable Throwable thrown, @Advice.Enter @Nullable ApacheTap tap) {
      if (tap != null) {
        tap.returned(thrown);
      }
    }
  }
}
