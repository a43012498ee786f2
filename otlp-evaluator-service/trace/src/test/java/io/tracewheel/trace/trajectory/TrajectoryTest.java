// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import static io.tracewheel.trace.trajectory.Spans.agent;
import static io.tracewheel.trace.trajectory.Spans.assistant;
import static io.tracewheel.trace.trajectory.Spans.call;
import static io.tracewheel.trace.trajectory.Spans.draw;
import static io.tracewheel.trace.trajectory.Spans.model;
import static io.tracewheel.trace.trajectory.Spans.request;
import static io.tracewheel.trace.trajectory.Spans.response;
import static io.tracewheel.trace.trajectory.Spans.said;
import static io.tracewheel.trace.trajectory.Spans.span;
import static io.tracewheel.trace.trajectory.Spans.text;
import static io.tracewheel.trace.trajectory.Spans.tool;
import static io.tracewheel.trace.trajectory.Spans.trajectory;
import static io.tracewheel.trace.trajectory.Spans.usage;
import static io.tracewheel.trace.trajectory.Spans.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrajectoryTest {

  @Test
  void aModelCallAndTheToolsAfterItAreOneStep() {
    Trajectory trajectory =
        trajectory(
            agent("a", null, 0, 100),
            model("m1", "a", 1, 10),
            tool("t1", "a", 11, 12, "search"),
            tool("t2", "a", 13, 14, "book"),
            model("m2", "a", 20, 30));
    assertThat(draw(trajectory.root())).isEqualTo("a[m1(search)(book) m2]");
    assertThat(trajectory.completeness().complete()).isTrue();
    assertThat(trajectory.totals().modelCalls()).isEqualTo(2);
    assertThat(trajectory.totals().toolCalls()).isEqualTo(2);
    assertThat(trajectory.totals().durationNanos()).isEqualTo(100);
    assertThat(trajectory.totals().modelNanos()).isEqualTo(19);
    assertThat(trajectory.totals().toolNanos()).isEqualTo(2);
  }

  @Test
  void theOrderInWhichSpansArriveDoesNotMatter() {
    List<SpanProjection> spans =
        new ArrayList<>(
            List.of(
                agent("a", null, 0, 100),
                model("m1", "a", 1, 10),
                tool("t1", "a", 11, 14, "search"),
                tool("t2", "a", 12, 14, "book"),
                agent("b", "t2", 12, 13),
                model("m3", "b", 12, 13),
                model("m2", "a", 20, 30)));
    Trajectory expected = Trajectory.of(spans, List.of());
    assertThat(draw(expected.root())).isEqualTo("a[m1(search+bookb[m3]) m2]");
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(spans, random);
      assertThat(Trajectory.of(spans, List.of())).as("seed 7, round " + i).isEqualTo(expected);
    }
  }

  @Test
  void callsOfOneAnswerAreParallelWheneverTheyRan() {
    Trajectory trajectory =
        trajectory(
            model(
                "m1",
                null,
                1,
                10,
                usage(1, 1),
                said(List.of(user("go")), assistant(request("1", "x"), request("2", "y")))),
            call("t1", null, 11, 12, "x", "1"),
            call("t2", null, 15, 16, "y", "2"));
    assertThat(draw(trajectory.root())).isEqualTo("-[m1(x+y)]");
    assertThat(trajectory.tools()).allMatch(ToolUse::requested).allMatch(ToolUse::answered);
  }

  @Test
  void theCallIdOutweighsClocksThatAreWrong() {
    // The tool's machine is late by an hour: its span starts after the second model call.
    Trajectory trajectory =
        trajectory(
            agent("a", null, 0, 100),
            model(
                "m1",
                "a",
                1,
                10,
                usage(1, 1),
                said(List.of(user("go")), assistant(request("1", "x")))),
            model("m2", "a", 20, 30),
            call("t1", "a", 3600, 3601, "x", "1"));
    assertThat(draw(trajectory.root())).isEqualTo("a[m1(x) m2]");
  }

  @Test
  void aChildThatSeemsToStartBeforeItsParentIsStillInsideIt() {
    Trajectory trajectory =
        trajectory(
            agent("a", null, 50, 100),
            agent("b", "a", 10, 20),
            model("m1", "b", 1, 5),
            model("m2", "a", 60, 70));
    assertThat(draw(trajectory.root())).isEqualTo("a[->b[m1] m2]");
  }

  @Test
  void requestsWithoutARunAreCallsAndTakeTheirResultFromTheNextMessages() {
    Trajectory trajectory =
        trajectory(
            model(
                "m1",
                null,
                1,
                10,
                usage(1, 1),
                said(List.of(user("go")), assistant(request("1", "x"), request("2", "y")))),
            model(
                "m2",
                null,
                20,
                30,
                usage(1, 1),
                said(
                    List.of(
                        user("go"),
                        assistant(request("1", "x"), request("2", "y")),
                        response("1", "\"found\"")),
                    assistant(text("done")))));
    List<ToolUse> tools = trajectory.tools();
    assertThat(draw(trajectory.root())).isEqualTo("-[m1(x+y) m2]");
    assertThat(Objects.requireNonNull(tools.get(0).result()).text()).isEqualTo("found");
    assertThat(tools.get(0).answered()).isTrue();
    assertThat(tools.get(1).answered()).isFalse();
    assertThat(trajectory.completeness()).isEqualTo(new Completeness(false, 0, 1));
    assertThat(trajectory.finalAnswer()).isEqualTo("done");
  }

  @Test
  void callIdsThatAreUsedAgainArePairedInOrder() {
    Content first = said(List.of(user("go")), assistant(request("1", "x")));
    Content second =
        said(
            List.of(user("go"), assistant(request("1", "x")), response("1", "\"a\"")),
            assistant(request("1", "y")));
    Trajectory run =
        trajectory(
            agent("a", null, 0, 100),
            model("m1", "a", 1, 10, usage(1, 1), first),
            call("t1", "a", 11, 12, "x", "1"),
            model("m2", "a", 20, 30, usage(1, 1), second),
            call("t2", "a", 31, 32, "y", "1"));
    assertThat(draw(run.root())).isEqualTo("a[m1(x) m2(y)]");
    assertThat(run.totals().toolCalls()).isEqualTo(2);

    Trajectory messagesOnly =
        trajectory(
            agent("a", null, 0, 100),
            model("m1", "a", 1, 10, usage(1, 1), first),
            model("m2", "a", 20, 30, usage(1, 1), second),
            model(
                "m3",
                "a",
                40,
                50,
                usage(1, 1),
                said(
                    List.of(
                        user("go"),
                        assistant(request("1", "x")),
                        response("1", "\"a\""),
                        assistant(request("1", "y")),
                        response("1", "\"b\"")),
                    assistant(text("done")))));
    assertThat(messagesOnly.tools())
        .extracting(tool -> Objects.requireNonNull(tool.result()).text())
        .containsExactly("a", "b");
  }

  @Test
  void aMessageOfTheUserBeginsATurn() {
    Trajectory trajectory =
        trajectory(
            agent("a", null, 0, 100),
            model("m1", "a", 1, 2, usage(1, 1), said(List.of(user("hi")), assistant(text("yes?")))),
            model(
                "m2",
                "a",
                3,
                4,
                usage(1, 1),
                said(
                    List.of(user("hi"), assistant(text("yes?")), user("book")),
                    assistant(request("1", "x")))),
            call("t1", "a", 5, 6, "x", "1"),
            model(
                "m3",
                "a",
                7,
                8,
                usage(1, 1),
                said(
                    List.of(
                        user("hi"),
                        assistant(text("yes?")),
                        user("book"),
                        assistant(request("1", "x")),
                        response("1", "1")),
                    assistant(text("booked")))));
    assertThat(draw(trajectory.root())).isEqualTo("a[m1 | m2(x) m3]");
    assertThat(trajectory.root().turns().get(0).answer()).isEqualTo("yes?");
    assertThat(trajectory.finalAnswer()).isEqualTo("booked");
  }

  @Test
  void aCallThatTwoLibrariesReportIsOneCall() {
    Trajectory trajectory =
        trajectory(
            agent("a", null, 0, 100, usage(10, 5)),
            model("outer", "a", 1, 10, usage(10, 5), Content.NONE),
            model("inner", "outer", 2, 9, usage(10, 5), Content.NONE),
            tool("t1", "a", 11, 15, "x"),
            tool("t1again", "t1", 12, 14, "x"));
    assertThat(draw(trajectory.root())).isEqualTo("a[outer(x)]");
    assertThat(trajectory.totals().tokens()).isEqualTo(usage(10, 5));
    assertThat(trajectory.totals().spend())
        .extracting(spend -> spend.span().spanId())
        .containsExactly("outer");
  }

  @Test
  void aModelSpanAroundSeveralCallsIsNoCall() {
    Trajectory trajectory =
        trajectory(
            model("generate", null, 0, 100, usage(30, 10), Content.NONE),
            model("m1", "generate", 1, 10, usage(10, 5), Content.NONE),
            tool("t1", "generate", 11, 12, "x"),
            model("m2", "generate", 20, 30, usage(20, 5), Content.NONE));
    assertThat(draw(trajectory.root())).isEqualTo("-[m1(x) m2]");
    assertThat(trajectory.totals().modelCalls()).isEqualTo(2);
    assertThat(trajectory.totals().tokens()).isEqualTo(usage(30, 10));
  }

  @Test
  void agentsThatRepeatTheTokensOfTheirCallsAreNotCountedTwice() {
    Trajectory trajectory =
        trajectory(
            agent("a", null, 0, 100, usage(60, 12)),
            model("m1", "a", 1, 10, usage(10, 2), Content.NONE),
            agent("b", "a", 11, 50, usage(50, 10)),
            model("m2", "b", 12, 20, usage(20, 5), Content.NONE),
            model("m3", "b", 21, 30, usage(30, 5), Content.NONE));
    assertThat(trajectory.totals().tokens()).isEqualTo(usage(60, 12));
    assertThat(trajectory.totals().spend()).hasSize(3);
    assertThat(trajectory.totals().agentRuns()).isEqualTo(2);
  }

  @Test
  void anAgentThatSaysMoreThanItsRecordedCallsStandsForThem() {
    Trajectory trajectory =
        trajectory(
            agent("a", null, 0, 100, usage(60, 12)),
            model("m1", "a", 1, 10, usage(10, 2), Content.NONE));
    assertThat(trajectory.totals().tokens()).isEqualTo(usage(60, 12));
    assertThat(trajectory.totals().spend())
        .extracting(spend -> spend.span().spanId())
        .containsExactly("a");
  }

  @Test
  void tokensThatNobodySaysAreUnknownNotZero() {
    assertThat(trajectory(model("m", null, 1, 2)).totals().tokens()).isEqualTo(usage(-1, -1));
  }

  @Test
  void missingParentsAreReportedAndNothingIsLost() {
    Trajectory trajectory = trajectory(model("m1", "gone", 1, 10), tool("t", "gone", 11, 12, "x"));
    assertThat(draw(trajectory.root())).isEqualTo("-[m1(x)]");
    assertThat(trajectory.completeness()).isEqualTo(new Completeness(true, 2, 0));
  }

  @Test
  void spansOfOtherKindsConnectTheTree() {
    Trajectory trajectory =
        Trajectory.of(
            List.of(agent("a", "http", 0, 100), model("m1", "retry", 1, 10)),
            List.of(new SpanLink("http", null), new SpanLink("retry", "a")));
    assertThat(draw(trajectory.root())).isEqualTo("a[m1]");
    assertThat(trajectory.completeness().complete()).isTrue();
  }

  @Test
  void cyclesOfParentsAndDeepNestingEndInOrphans() {
    Trajectory cycle =
        trajectory(
            agent("a", "c", 0, 9),
            agent("b", "a", 1, 9),
            agent("c", "b", 2, 9),
            model("m", "m", 3, 4));
    assertThat(cycle.activities()).hasSize(4);
    assertThat(cycle.steps()).extracting(Step::model).anyMatch(Objects::nonNull);
    assertThat(cycle.completeness().rootMissing()).isTrue();
    assertThat(cycle.completeness().orphanSpans()).isEqualTo(2);

    List<SpanProjection> deep = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      deep.add(agent("a" + i, i == 0 ? null : "a" + (i - 1), i, 10_000));
    }
    Trajectory nested = Trajectory.of(deep, List.of());
    assertThat(nested.totals().agentRuns()).isEqualTo(5_000);
    assertThat(nested.completeness().orphanSpans()).isEqualTo(5_000 / (SpanTree.MAX_DEPTH + 1));
  }

  @Test
  void ofTwoSpansWithOneIdTheLaterCounts() {
    Trajectory trajectory =
        trajectory(tool("t", null, 0, 1, "early"), tool("t", null, 0, 1, "late"));
    assertThat(trajectory.tools()).extracting(ToolUse::name).containsExactly("late");
  }

  @Test
  void retrievalsStayWithTheStepThatTheyServe() {
    Trajectory trajectory =
        trajectory(
            agent("a", null, 0, 100),
            model("m1", "a", 1, 2),
            span("chain", "a", 3, 9, new Detail.Other(List.of())),
            span("r", "chain", 4, 5, new Detail.Other(List.of())),
            model("m2", "a", 10, 11));
    assertThat(draw(trajectory.root())).isEqualTo("a[m1~r m2]");
  }

  @Test
  void spansOfSeveralTracesAreRefused() {
    SpanProjection other =
        new SpanProjection(
            "u", "x", null, 0, 1, "op", null, false, null, new Detail.Other(List.of()));
    assertThatThrownBy(() -> trajectory(model("m", null, 0, 1), other))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(Spans::trajectory).isInstanceOf(IllegalArgumentException.class);
  }
}
