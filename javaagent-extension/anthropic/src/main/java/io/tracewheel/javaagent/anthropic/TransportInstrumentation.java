// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.anthropic;

import static net.bytebuddy.matcher.ElementMatchers.declaresField;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.anthropic.backends.Backend;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.tracewheel.javaagent.genai.GenAiCall;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * In older releases only the transport knows where requests go: the options of the client have no
 * address unless the application gave one. Transports without the field are left alone.
 */
final class TransportInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.anthropic.client.okhttp.OkHttpClient").and(declaresField(named("backend")));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        namedOneOf("execute", "executeAsync").and(takesArguments(2)),
        getClass().getName() + "$ExecuteAdvice");
  }

  /** Advice: a try of the open call is sent. */
  public static final class ExecuteAdvice {

    private ExecuteAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static void onEnter(@Advice.FieldValue("backend") Backend backend) {
      GenAiCall.sending(backend.baseUrl());
    }
  }
}
