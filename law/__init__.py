"""The Regulation (《信访工作条例》): articles, words, periods and the calendar. Standard library only."""
