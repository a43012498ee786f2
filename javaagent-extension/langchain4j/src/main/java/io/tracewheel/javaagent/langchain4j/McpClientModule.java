// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static java.util.Collections.singletonList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** LangChain4j's own MCP client, {@code langchain4j-mcp}, which does not use the MCP SDK. */
public final class McpClientModule extends TracewheelInstrumentationModule {

  public McpClientModule() {
    super("langchain4j-mcp", "langchain4j", "mcp");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return singletonList(new McpTransportInstrumentation());
  }
}
