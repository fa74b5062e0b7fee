/** One command for all cells: asks them at the same time, and says which has not answered. */
package dev.hushkey.cli.cells;
