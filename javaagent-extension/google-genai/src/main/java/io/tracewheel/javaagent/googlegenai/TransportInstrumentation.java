// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.googlegenai;

import static net.bytebuddy.matcher.ElementMatchers.isSynthetic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.google.genai.types.HttpOptions;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.tracewheel.javaagent.genai.GenAiCall;
import java.util.Optional;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Where a request goes: known to the transport only, which a call may tell another address. */
final class TransportInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.google.genai.HttpApiClient");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        namedOneOf("request", "asyncRequest")
            .and(takesArguments(4))
            .and(takesArgument(2, String.class))
            .and(takesArgument(3, Optional.class))
            .and(not(isSynthetic())),
        getClass().getName() + "$RequestAdvice");
  }

  /** Advice. */
  public static final class RequestAdvice {

    private RequestAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static void onEnter(
        @Advice.FieldValue("httpOptions") @Nullable HttpOptions ofClient,
        @Advice.Argument(3) @Nullable Optional<HttpOptions> ofCall) {
      String url = ofClient == null ? null : ofClient.baseUrl().orElse(null);
      if (ofCall != null && ofCall.isPresent()) {
        url = ofCall.get().baseUrl().orElse(url);
      }
      GenAiCall.sending(url);
    }
  }
}
