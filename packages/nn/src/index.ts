/** Pure neural network functions and plain parameter records for miniflow. */
export {}
