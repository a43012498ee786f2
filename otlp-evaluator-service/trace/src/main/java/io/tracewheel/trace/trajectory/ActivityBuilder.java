// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the spans below one span were: turns, steps, tool calls and the agents inside. */
final class ActivityBuilder {
  private final SpanTree tree;

  ActivityBuilder(SpanTree tree) {
    this.tree = tree;
  }

  Activity ofAgent(SpanProjection agent) {
    return of(agent, tree.childrenOf(agent));
  }

  Activity of(@Nullable SpanProjection agent, List<SpanProjection> children) {
    List<SpanProjection> items = new ArrayList<>();
    children.forEach(child -> expand(child, items));
    List<StepDraft> drafts = new ArrayList<>();
    for (SpanProjection item : items) {
      if (item.detail() instanceof Detail.Model) {
        drafts.add(new StepDraft(item));
      }
    }
    // Ids are meant to be unique, but some emitters use them again: runs take them in order.
    Map<String, Deque<StepDraft>> byCallId = new HashMap<>();
    for (StepDraft draft : drafts) {
      for (Part.ToolRequest request : draft.requests()) {
        if (request.id() != null) {
          byCallId.computeIfAbsent(request.id(), id -> new ArrayDeque<>()).add(draft);
        }
      }
    }
    Iterator<StepDraft> next = List.copyOf(drafts).iterator();
    StepDraft current = null;
    for (SpanProjection item : items) {
      if (item.detail() instanceof Detail.Model) {
        current = next.next();
        continue;
      }
      if (current == null) {
        current = new StepDraft(null);
        drafts.add(0, current);
      }
      if (item.detail() instanceof Detail.Tool tool) {
        // Who asked for it is known better by the call id than by the clock.
        Deque<StepDraft> asking = tool.callId() == null ? null : byCallId.get(tool.callId());
        StepDraft asked = asking == null ? null : asking.poll();
        (asked == null ? current : asked).run(item, tool, inside(item, tool));
      } else if (item.detail() instanceof Detail.Agent) {
        current.subAgents().add(ofAgent(item));
      } else {
        current.others().add(item);
      }
    }
    return new Activity(agent, turns(steps(drafts)));
  }

  /**
   * Puts a span into the list, or what is inside it where it only wraps that: a model call that two
   * libraries report is one call, a model call around several is none.
   */
  private void expand(SpanProjection span, List<SpanProjection> into) {
    List<SpanProjection> children = tree.childrenOf(span);
    if (span.detail() instanceof Detail.Model) {
      long models =
          children.stream().filter(child -> child.detail() instanceof Detail.Model).count();
      boolean wrapper = models > 1 || (models == 1 && children.size() > 1);
      if (!wrapper) {
        into.add(span);
      }
      for (SpanProjection child : children) {
        if (!wrapper && child.detail() instanceof Detail.Model) {
          tree.childrenOf(child).forEach(below -> expandInner(below, into));
        } else {
          expand(child, into);
        }
      }
    } else if (span.detail() instanceof Detail.Other && !children.isEmpty()) {
      children.forEach(child -> expand(child, into));
    } else {
      into.add(span);
    }
  }

  /** Below the second report of a call a third report of it is nothing new. */
  private void expandInner(SpanProjection span, List<SpanProjection> into) {
    if (span.detail() instanceof Detail.Model) {
      tree.childrenOf(span).forEach(below -> expandInner(below, into));
    } else {
      expand(span, into);
    }
  }

  /** What ran inside a tool; a run below a run of the same tool is the same run reported twice. */
  private List<Activity> inside(SpanProjection run, Detail.Tool tool) {
    List<Activity> inside = new ArrayList<>();
    List<SpanProjection> loose = new ArrayList<>();
    for (SpanProjection child : tree.childrenOf(run)) {
      if (child.detail() instanceof Detail.Agent) {
        inside.add(ofAgent(child));
      } else if (child.detail() instanceof Detail.Tool inner && inner.name().equals(tool.name())) {
        inside.addAll(inside(child, inner));
      } else {
        loose.add(child);
      }
    }
    if (!loose.isEmpty()) {
      inside.add(of(null, loose));
    }
    return List.copyOf(inside);
  }

  private static List<Step> steps(List<StepDraft> drafts) {
    List<Map<String, Part.ToolResponse>> responses = new ArrayList<>();
    for (StepDraft draft : drafts) {
      Map<String, Part.ToolResponse> known = new HashMap<>();
      for (Message message : draft.input()) {
        for (Part part : message.parts()) {
          if (part instanceof Part.ToolResponse response && response.id() != null) {
            known.put(response.id(), response);
          }
        }
      }
      responses.add(known);
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      List<Map<String, Part.ToolResponse>> later = responses.subList(i + 1, responses.size());
      steps.add(drafts.get(i).step(id -> firstOf(later, id)));
    }
    return steps;
  }

  /** The answer that the next model call to know one was given. */
  private static Part.@Nullable ToolResponse firstOf(
      List<Map<String, Part.ToolResponse>> later, String id) {
    for (Map<String, Part.ToolResponse> known : later) {
      Part.ToolResponse response = known.get(id);
      if (response != null) {
        return response;
      }
    }
    return null;
  }

  /** A turn begins where the user has said something since the last answer. */
  private static List<Turn> turns(List<Step> steps) {
    List<Turn> turns = new ArrayList<>();
    List<Step> turn = new ArrayList<>();
    boolean called = false;
    for (Step step : steps) {
      if (called && step.model() != null && userSpoke(step.content().input())) {
        turns.add(new Turn(List.copyOf(turn)));
        turn.clear();
      }
      turn.add(step);
      called |= step.model() != null;
    }
    if (!turn.isEmpty()) {
      turns.add(new Turn(List.copyOf(turn)));
    }
    return List.copyOf(turns);
  }

  private static boolean userSpoke(@Nullable List<Message> input) {
    if (input == null) {
      return false;
    }
    for (int i = input.size() - 1; i >= 0 && input.get(i).role() != Role.ASSISTANT; i--) {
      Message message = input.get(i);
      if (message.role() == Role.USER
          && message.parts().stream().anyMatch(part -> !(part instanceof Part.ToolResponse))) {
        return true;
      }
    }
    return false;
  }
}
