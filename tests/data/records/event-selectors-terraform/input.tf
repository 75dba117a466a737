resource "aws_cloudtrail" "t" {
  event_selector {
    read_write_type = "All"
  }
}
