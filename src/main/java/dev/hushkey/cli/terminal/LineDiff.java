package dev.hushkey.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** The difference between two texts, by lines. */
public final class LineDiff {

  private LineDiff() {}

  /** Removed lines, prefixed with {@code - }, and added lines, with {@code + }. */
  public static List<String> of(String from, String to) {
    List<String> left = from.lines().toList();
    List<String> right = to.lines().toList();
    int[][] common = common(left, right);
    List<String> diff = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < left.size() || j < right.size()) {
      if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
        i++;
        j++;
      } else if (j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1])) {
        diff.add("- " + left.get(i++));
      } else {
        diff.add("+ " + right.get(j++));
      }
    }
    return diff;
  }

  /**
   * For each pair of lines, the length of the longest common subsequence of the texts from there
   * on.
   */
  private static int[][] common(List<String> left, List<String> right) {
    int[][] length = new int[left.size() + 1][right.size() + 1];
    for (int i = left.size() - 1; i >= 0; i--) {
      for (int j = right.size() - 1; j >= 0; j--) {
        length[i][j] =
            left.get(i).equals(right.get(j))
                ? length[i + 1][j + 1] + 1
                : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    return length;
  }
}
