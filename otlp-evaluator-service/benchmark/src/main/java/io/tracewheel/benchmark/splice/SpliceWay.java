// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.splice;

import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.TraceRequest;
import io.tracewheel.otlp.TraceSplicer;

/** Adds three attributes to each GenAI span, as the evaluator does it. Not thread-safe. */
public final class SpliceWay {
  static final String SCORE = "tracewheel.evaluation.tool_call_arguments_valid.score.value";
  static final String LABEL = "tracewheel.evaluation.tool_call_arguments_valid.score.label";
  static final String EXPLANATION = "tracewheel.evaluation.tool_call_arguments_valid.explanation";
  static final String EXPLANATION_TEXT = "get_order: orderId is missing";

  private final AttributeKeys genAi = AttributeKeys.withPrefix("gen_ai.");
  private final TraceRequest request = new TraceRequest();
  private final TraceSplicer splicer = new TraceSplicer();

  /** A way of its own buffers. */
  public SpliceWay() {}

  /** Finds the GenAI spans only. */
  public int scan(ByteSlice bytes) throws MalformedOtlpException {
    request.scan(bytes, genAi, ScanLimits.DEFAULT);
    return request.selectedCount();
  }

  /** The edited request, in a buffer that is reused. */
  public ByteSlice edit(ByteSlice bytes) throws MalformedOtlpException {
    int selected = scan(bytes);
    splicer.begin(request);
    for (int i = 0; i < selected; i++) {
      splicer.append(i).put(SCORE, 0.0).put(LABEL, "fail").put(EXPLANATION, EXPLANATION_TEXT);
    }
    return splicer.splice();
  }
}
