// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.tracewheel.javaagent.mcpconventions.McpAttributes;
import io.tracewheel.javaagent.mcpconventions.McpCall;
import io.tracewheel.javaagent.mcpconventions.McpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class McpCallTest {

  private final Recording recording = new Recording();

  private McpCall send(Context parent, McpRequest request) {
    return McpCall.send(recording.telemetry, parent, request);
  }

  private McpCall receive(Context ambient, McpRequest request) {
    return McpCall.receive(recording.telemetry, ambient, request);
  }

  private Span span(String name) {
    return recording.telemetry.genAi().tracer().spanBuilder(name).setNoParent().startSpan();
  }

  @Test
  void theContextCrossesInMetaAndTheSpanAroundTheMessageIsLinked() {
    McpCall sent =
        send(
            Context.root().with(Baggage.builder().put("user", "anna").build()),
            new McpRequest("tools/call", new CallToolRequest("add", Map.of())));
    Map<String, Object> meta = new LinkedHashMap<>();
    sent.inject(meta);
    Span http = span("POST /mcp");
    Map<String, Object> params = Map.of("name", "add", "_meta", meta);

    McpCall received = receive(Context.root().with(http), new McpRequest("tools/call", params));
    String user = Baggage.fromContext(received.context()).getEntryValue("user");
    received.end(null);
    sent.end(null);

    SpanData server = recording.finished().get(0);
    SpanData client = recording.finished().get(1);
    assertThat(meta).containsOnlyKeys("traceparent", "baggage");
    assertThat(user).isEqualTo("anna");
    assertThat(server.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(client.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(server.getName()).isEqualTo("tools/call add").isEqualTo(client.getName());
    assertThat(server.getParentSpanId()).isEqualTo(client.getSpanId());
    assertThat(server.getLinks())
        .singleElement()
        .satisfies(link -> assertThat(link.getSpanContext()).isEqualTo(http.getSpanContext()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "not-a-traceparent"})
  void withoutAUsableMetaTheSpanAroundTheMessageIsTheParent(String traceparent) {
    Span http = span("POST /mcp");
    Map<String, Object> params =
        traceparent.equals("none")
            ? Map.of()
            : Map.of("_meta", Map.of("traceparent", traceparent, "progressToken", 7));

    receive(Context.root().with(http), new McpRequest("tools/list", params)).end(null);

    assertThat(recording.onlySpan().getParentSpanId()).isEqualTo(http.getSpanContext().getSpanId());
    assertThat(recording.onlySpan().getLinks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-32700, -32600, -32601, -32602, -32002})
  void faultsOfTheCallerAreErrorsOfTheClientOnly(int code) {
    receive(Context.root(), new McpRequest("tools/list", null)).failed(code, "no");
    send(Context.root(), new McpRequest("tools/list", null)).failed(code, "no");

    SpanData server = recording.finished().get(0);
    SpanData client = recording.finished().get(1);
    assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(Recording.attributes(server))
        .containsEntry("rpc.response.status_code", "" + code)
        .doesNotContainKey("error.type");
    assertThat(client.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(Recording.attributes(client)).containsEntry("error.type", "" + code);
  }

  @ParameterizedTest
  @ValueSource(ints = {-32603, -32000, 1})
  void otherCodesAreErrorsOfTheServerToo(int code) {
    receive(Context.root(), new McpRequest("tools/list", null)).failed(code, "broken");

    assertThat(recording.onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(recording.onlySpan().getStatus().getDescription())
        .as("messages are told only where content is")
        .isEmpty();
    assertThat(Recording.attributes(recording.onlySpan())).containsEntry("error.type", "" + code);
  }

  @Test
  void onlyTheFirstEndCounts() {
    McpCall call = send(Context.root(), new McpRequest("ping", null));
    call.end(Map.of());
    call.cancelled();
    call.failed(new IllegalStateException());

    assertThat(Recording.attributes(recording.onlySpan())).containsOnlyKeys("mcp.method.name");
    assertThat(recording.metrics.collectAllMetrics()).hasSize(1);
  }

  @Test
  void theMetricTellsWhatTheSpanDoesWithoutIds() {
    McpCall call =
        send(
            Context.root(),
            new McpRequest("tools/call", new CallToolRequest("add", Map.of()))
                .set(McpAttributes.SESSION_ID, "a session"));
    call.requestId("tools/call", "an id");
    call.end(CallToolResult.builder().addTextContent("no").isError(true).build());

    assertThat(Recording.attributes(recording.onlySpan()))
        .containsEntry("jsonrpc.request.id", "an id")
        .containsEntry("mcp.session.id", "a session");
    MetricData metric = recording.metrics.collectAllMetrics().iterator().next();
    assertThat(metric.getName()).isEqualTo("mcp.client.operation.duration");
    assertThat(metric.getUnit()).isEqualTo("s");
    HistogramPointData point = metric.getHistogramData().getPoints().iterator().next();
    Map<String, Object> attributes = new TreeMap<>();
    point.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
    assertThat(attributes)
        .isEqualTo(
            Map.of(
                "mcp.method.name", "tools/call",
                "gen_ai.operation.name", "execute_tool",
                "gen_ai.tool.name", "add",
                "error.type", "tool_error"));
  }

  @Test
  void anIdOfAnotherMessageIsNotTaken() {
    McpCall call = send(Context.root(), new McpRequest("tools/list", null));
    call.requestId("ping", "1");
    call.requestId("tools/list", "2");
    call.requestId("tools/list", "3");
    call.end(null);

    assertThat(Recording.attributes(recording.onlySpan())).containsEntry("jsonrpc.request.id", "2");
  }
}
