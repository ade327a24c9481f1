/** Gradient transformations that compose, and schedules, for miniflow. */
export {}
