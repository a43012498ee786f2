// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds all of many short words in one pass, whatever the case of their letters: the automaton of
 * Aho and Corasick (1975), as a table of states and bytes. Immutable.
 */
final class Anchors {
  private static final int[] NONE = {};

  /** Column of a byte; bytes that are in no word share column 0. */
  private final int[] column = new int[256];

  private final int columns;
  private final int[] next;
  private final int[][] words;

  Anchors(List<String> all) {
    int used = 1;
    for (String word : all) {
      for (int i = 0; i < word.length(); i++) {
        int lower = Character.toLowerCase(word.charAt(i));
        if (column[lower] == 0) {
          column[lower] = used;
          column[Character.toUpperCase(lower)] = used++;
        }
      }
    }
    columns = used;
    List<int[]> trie = new ArrayList<>();
    List<int[]> found = new ArrayList<>();
    trie.add(empty());
    found.add(NONE);
    for (int w = 0; w < all.size(); w++) {
      int state = 0;
      for (int i = 0; i < all.get(w).length(); i++) {
        int c = column[all.get(w).charAt(i)];
        if (trie.get(state)[c] < 0) {
          trie.get(state)[c] = trie.size();
          trie.add(empty());
          found.add(NONE);
        }
        state = trie.get(state)[c];
      }
      found.set(state, with(found.get(state), new int[] {w}));
    }
    next = new int[trie.size() * columns];
    words = found.toArray(int[][]::new);
    link(trie);
  }

  private int[] empty() {
    int[] row = new int[columns];
    Arrays.fill(row, -1);
    return row;
  }

  private static int[] with(int[] some, int[] more) {
    int[] both = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, both, some.length, more.length);
    return both;
  }

  /** Fills the table, nearest states first: where a word breaks off, its longest end goes on. */
  private void link(List<int[]> trie) {
    int[] fail = new int[trie.size()];
    Deque<Integer> queue = new ArrayDeque<>(List.of(0));
    while (!queue.isEmpty()) {
      int state = queue.removeFirst();
      for (int c = 0; c < columns; c++) {
        int to = trie.get(state)[c];
        int otherwise = state == 0 ? 0 : next[fail[state] * columns + c];
        if (to < 0) {
          next[state * columns + c] = otherwise;
        } else {
          fail[to] = otherwise;
          words[to] = with(words[to], words[otherwise]);
          next[state * columns + c] = to;
          queue.add(to);
        }
      }
    }
  }

  /** The state after a byte; 0 is the first. */
  int step(int state, byte b) {
    return next[state * columns + column[b & 0xff]];
  }

  /** Indexes of the words that end in a state, longest first. */
  int[] words(int state) {
    return words[state];
  }
}
